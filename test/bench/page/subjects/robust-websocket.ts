import RobustWebSocket from 'robust-websocket'
import { listen, type Connect } from '../subject.ts'

export const connect: Connect = (url, handlers) => listen(new RobustWebSocket(url), handlers)
