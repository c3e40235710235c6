/** Which tab a request comes from: its page names it in the URL. */
import type { IncomingMessage } from 'node:http'
import { MAX_ID } from '../shared/channels.ts'

export function tabOf({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  const query = url.slice(url.indexOf('?') + 1)
  return (new URLSearchParams(query).get('tab') ?? '').slice(0, MAX_ID)
}
