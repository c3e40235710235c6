/** Whether a request comes from a page of this server, or from no page at all. */
import type { IncomingMessage } from 'node:http'

export function isSameOrigin({ headers }: IncomingMessage): boolean {
  // Browsers send it with every POST and every WebSocket handshake, and scripts cannot forge it.
  if (headers.origin === undefined) return true
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host
}
