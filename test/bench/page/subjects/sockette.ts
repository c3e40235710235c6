import Sockette from 'sockette'
import type { Connect } from '../subject.ts'

export const connect: Connect = (url, { open, message, close }) =>
  new Sockette(url, {
    ...(open && { onopen: open }),
    ...(message && { onmessage: message }),
    ...(close && { onclose: close }),
  })
