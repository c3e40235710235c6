import { ReconnectingWebSocket } from 'holdfast'
import { listen, type Connect } from '../subject.ts'

const heartbeat = { message: 'ping', pong: 'pong' }

export const connect: Connect = (url, handlers) => listen(new ReconnectingWebSocket(url, [], { heartbeat }), handlers)
