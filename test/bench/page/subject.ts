// What all subjects have in common, so that one program can measure them.

export interface Handlers {
  open?(): void
  message?(event: { data: unknown }): void
  close?(): void
}

/** What a subject says about messages that did not arrive. */
export interface Said {
  queued: number
  dropped: number
  unconfirmed: number
  /** Handed over since the last answered ping was sent, as counted from outside. */
  unproven: number
}

export interface Subject {
  send(data: string): void
  close(): void
  readonly said?: Said
}

export type Connect = (url: string, handlers: Handlers) => Subject

/** Subscribes in the way that all but two share. */
export function listen<T extends Pick<EventTarget, 'addEventListener'>>(socket: T, handlers: Handlers): T {
  const { open, message, close } = handlers
  if (open) socket.addEventListener('open', open)
  if (message) socket.addEventListener('message', message as unknown as EventListener)
  if (close) socket.addEventListener('close', close)
  return socket
}
