// What the host offers, be it a page, a worker, Node or React Native: everything here may be missing somewhere.

/** What Holdfast needs of a socket: the part that the browser's WebSocket, `ws` in Node and fakes have in common. */
export interface WebSocketLike {
  readonly readyState: number
  readonly bufferedAmount: number
  readonly protocol: string
  readonly extensions: string
  binaryType: string
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  send(data: string | ArrayBuffer): void
  close(code?: number, reason?: string): void
}

/** Whatever makes sockets like the browser's. */
export type WebSocketConstructor = new (url: string, protocols?: string[]) => WebSocketLike

export function nativeWebSocket(): WebSocketConstructor | undefined {
  return globalThis.WebSocket
}

/** Tells the page's error handlers about an error in the user's code without stopping ours. */
export function report(error: unknown): void {
  ;(globalThis.reportError ?? console.error)(error)
}

/** Calls the user's code: what it throws, or rejects with, is reported and goes no further. */
export function guard<A extends unknown[], T>(run: (...args: A) => T, ...args: A): T | undefined {
  try {
    const result = run(...args)
    if (result instanceof Promise) result.catch(report)
    return result
  } catch (error) {
    report(error)
    return undefined
  }
}

/** The error that a browser throws for the same mistake, where the host knows DOMException. */
export function domException(name: 'SyntaxError' | 'SecurityError' | 'InvalidAccessError', message: string): Error {
  const { DOMException } = globalThis
  return DOMException ? new DOMException(message, name) : Object.assign(new Error(message), { name })
}

/** A CloseEvent, or an event with its fields where the host has no such class (Node 20). */
export function closeEvent(init: { code: number; reason: string; wasClean?: boolean }): Event {
  const { CloseEvent } = globalThis
  return CloseEvent ? new CloseEvent('close', init) : Object.assign(new Event('close'), { wasClean: false }, init)
}

/** Where warnings and debug lines go; `console` is one. */
export interface Logger {
  /** Each state. */
  debug?(message: string, ...details: unknown[]): void
  /** What a developer should look at. */
  warn?(message: string, ...details: unknown[]): void
}

export const consoleLogger: Logger = { warn: (...line) => console.warn(...line) }

export type Log = (level: 'debug' | 'warn', ...line: [message: string, ...details: unknown[]]) => void

/** Writes to the user's logger. What it throws is reported and goes no further. */
export function createLog(logger: Logger): Log {
  return (level, ...line) => void guard(() => logger[level]?.(...line))
}
