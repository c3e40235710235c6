import type { Logger } from '../platform/globals.ts'
import { showUrl } from '../platform/url.ts'

// Tells a developer, once, what a page cannot see: why its dials are refused.

const refusalsToExplain = 3

/** Counts refusals in a row, and explains them to the developer. Silent once a link was open. */
export class RefusalAdvice {
  readonly #logger: Required<Logger>
  #refusals = 0

  constructor(logger: Required<Logger>) {
    this.#logger = logger
  }

  opened(): void {
    this.#refusals = Infinity
  }

  refused(url: string): void {
    if (++this.#refusals !== refusalsToExplain) return
    this.#logger.warn(
      `holdfast: ${refusalsToExplain} dials to ${showUrl(url)} were refused, and a page cannot see why. Usual causes: no server ` +
        'there, status 401, 403 or 404, the Origin check, TLS, the content security policy, or a subprotocol that the server did not pick.',
    )
  }
}
