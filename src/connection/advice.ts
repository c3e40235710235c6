import type { Logger } from '../platform/globals.ts'
import { showUrl } from '../platform/url.ts'
import type { Cause } from '../policy/cause.ts'

// Tells a developer, once, what a page cannot see: why its dials are refused.

const refusalsToExplain = 3

/** Call it with each cause; `url` is the one that was dialled. Stays silent once a link was open. */
export function createRefusalAdvice(logger: Logger): (cause: Cause, url: string) => void {
  let refusals = 0
  return ({ kind, opened }, url) => {
    if (opened) refusals = Infinity
    if (kind !== 'refused' || ++refusals !== refusalsToExplain) return
    logger.warn?.(
      `holdfast: ${refusals} dials to ${showUrl(url)} were refused, and a page cannot see why. Usual causes: no server there, ` +
        'status 401, 403 or 404, the Origin check, TLS, the content security policy, or a subprotocol that the server did not pick.',
    )
  }
}
