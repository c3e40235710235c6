import type { IncomingMessage } from 'node:http'

/** Whose pages may connect. A browser sends its cookies along with the upgrade, whatever page asks for it. */
export type Origins = readonly string[] | 'any' | 'same'

/** Whether the page may connect. Programs that are no browsers name no origin, and are let in. */
export function isAllowed(origins: Origins, { headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin, host } = headers
  if (origin === undefined || origins === 'any') return true
  if (origins !== 'same') return origins.includes(origin)
  try {
    return new URL(origin).host === host
  } catch {
    return false // "null": a sandboxed page, or a file
  }
}
