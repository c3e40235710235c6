import { Centrifuge } from 'centrifuge'
import type { Connect } from '../subject.ts'

export const connect: Connect = (url, { open, close }) => {
  const client = new Centrifuge(url)
  const said = { queued: 0, dropped: 0, unconfirmed: 0, unproven: 0 }
  if (open) client.on('connected', open)
  client.connect()
  // From now on, since it says so of the first dial as well.
  if (close) client.on('connecting', close)
  return {
    send: (data) => void client.send(data).catch(() => (said.dropped += 1)),
    close: () => client.disconnect(),
    said,
  }
}
