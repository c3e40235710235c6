import type { IncomingMessage } from 'node:http'
import { wrongOption } from '../policy/option.ts'

/** Whose pages may connect. A browser sends its cookies along with the upgrade, whatever page asks for it. */
export type Origins = readonly string[] | 'any' | 'same'

/** @throws TypeError for what is no origin, and would let in nobody, or more than was meant */
export function checkOrigins(origins: unknown): asserts origins is Origins {
  if (origins === 'same' || origins === 'any') return
  if (!Array.isArray(origins)) throw wrongOption('origins', "'same', 'any' or an array", origins)
  for (const origin of origins as unknown[]) {
    if (!isOrigin(origin)) throw wrongOption('origins', "an array of origins, such as 'https://example.com'", origin)
  }
}

/** Whether the page may connect. Programs that are no browsers name no origin, and are let in. */
export function isAllowed(origins: Origins, { headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin, host } = headers
  if (origin === undefined || origins === 'any') return true
  if (origins !== 'same') return origins.includes(origin)
  try {
    // Proxies write the usual port, too; a browser never does.
    const { protocol, host: from } = new URL(origin)
    return from === new URL(`${protocol}//${host ?? ''}`).host
  } catch {
    return false // "null": a sandboxed page, or a file
  }
}

function isOrigin(origin: unknown): boolean {
  try {
    return new URL(origin as string).origin === origin
  } catch {
    return false
  }
}
