import { ArrayQueue, ConstantBackoff, WebsocketBuilder } from 'websocket-ts'
import type { Connect } from '../subject.ts'

// Neither retry nor queue is on by itself: these are the ones that its documentation shows first.
export const connect: Connect = (url, { open, message, close }) => {
  const builder = new WebsocketBuilder(url).withBackoff(new ConstantBackoff(1_000)).withBuffer(new ArrayQueue())
  if (open) builder.onOpen(open)
  if (message) builder.onMessage((_, event) => message(event))
  if (close) builder.onClose(close)
  return builder.build()
}
