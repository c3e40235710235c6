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
  if (typeof reportError === 'function') reportError(error)
  else console.error(error)
}

/** Calls the user's code: what it throws, or rejects with, is reported and goes no further. */
export function guard<T>(run: () => T): T | undefined {
  try {
    const result = run()
    if (result instanceof Promise) result.catch(report)
    return result
  } catch (error) {
    report(error)
    return undefined
  }
}

/** The error that a browser throws for the same mistake, where the host knows DOMException. */
export function domException(name: 'SyntaxError' | 'SecurityError' | 'InvalidAccessError', message: string): Error {
  if (typeof DOMException === 'function') return new DOMException(message, name)
  return Object.assign(new Error(message), { name })
}

/** A CloseEvent, or an event with its fields where the host has no such class (Node 20). */
export function closeEvent(init: { code: number; reason: string; wasClean: boolean }): Event {
  const { code, reason, wasClean } = init
  if (typeof CloseEvent === 'function') return new CloseEvent('close', { code, reason, wasClean })
  return Object.assign(new Event('close'), { code, reason, wasClean })
}

/** Where warnings and debug lines go; `console` is one. */
export interface Logger {
  debug?(message: string, ...details: unknown[]): void
  warn?(message: string, ...details: unknown[]): void
}

const consoleLogger: Logger = { warn: (...line) => console.warn(...line) }

/** The user's logger, or the console for warnings. What it throws is reported and goes no further. */
export function readLogger(logger = consoleLogger): Required<Logger> {
  return {
    debug: (...line) => void guard(() => logger.debug?.(...line)),
    warn: (...line) => void guard(() => logger.warn?.(...line)),
  }
}
