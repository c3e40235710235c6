import { createClient } from 'graphql-ws'
import type { Connect } from '../subject.ts'

export const connect: Connect = (url, { open, close }) => {
  const client = createClient({ url, lazy: false, onNonLazyError: () => undefined })
  if (open) client.on('connected', open)
  if (close) client.on('closed', close)
  return {
    // Its clients ask; they have no messages to send.
    send: () => undefined,
    close: () => void client.dispose(),
  }
}
