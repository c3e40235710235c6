import { listen, type Connect } from '../subject.ts'

export const connect: Connect = (url, handlers) => listen(new WebSocket(url), handlers)
