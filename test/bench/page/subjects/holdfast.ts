import { ReconnectingWebSocket } from 'holdfast'
import { listen, type Connect } from '../subject.ts'

// As large as the largest case needs; the peers have no bound.
const outbox = { maxMessages: 1_000_000, maxBytes: 1e9 }

export const connect: Connect = (url, handlers) => listen(new ReconnectingWebSocket(url, [], { outbox }), handlers)
