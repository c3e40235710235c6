import { ReconnectingWebSocket } from 'holdfast'
import { listen, type Connect } from '../subject.ts'

// Numbers that fill [0, 1) evenly, by the golden ratio: so few waits as fit into a benchmark then have the median of many.
let drawn = Math.random()
const random = () => (drawn = (drawn + 0.618034) % 1)

export const connect: Connect = (url, handlers) => listen(new ReconnectingWebSocket(url, [], { random }), handlers)
