import ReconnectingWebSocket from 'partysocket/ws'
import { listen, type Connect } from '../subject.ts'

export const connect: Connect = (url, handlers) => listen(new ReconnectingWebSocket(url), handlers)
