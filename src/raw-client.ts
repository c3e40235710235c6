import { BaseClient } from './base-client.ts'
import type { BaseOptions, ClientEvents } from './client-options.ts'
import type { RawProtocol } from './channel/protocol.ts'
import type { Data } from './connection/data.ts'
import type { SendResult } from './connection/outbox.ts'
import type { UrlSource } from './connection/target.ts'
import type { SendOptions } from './connection/waiting.ts'

/** What a client without channels lets its user decide. */
export interface RawClientOptions extends BaseOptions {
  /** `raw()`: what is sent is the message. */
  protocol: RawProtocol
}

/** The same, and its messages. */
export interface RawClientEvents extends ClientEvents {
  /** A message came in. */
  message: [data: string | ArrayBuffer]
}

/** A client without channels, for servers with an envelope of their own, or none. */
export class RawClient extends BaseClient<RawClientEvents> {
  readonly #protocol: RawProtocol

  /** @internal */
  constructor(url: UrlSource, options: RawClientOptions) {
    super(url, options)
    this.#protocol = options.protocol
    this.start(options)
  }

  override on<E extends keyof RawClientEvents>(event: E, listener: (...args: RawClientEvents[E]) => void): () => void {
    const off = super.on(event, listener)
    if (event === 'message') this.need()
    return off
  }

  /**
   * Sends now or, while the link is down, later.
   * @throws TypeError for what is no message; OutboxFullError at the outbox's bound; ClosedError after `close()`
   */
  send(data: Data, options?: SendOptions): SendResult {
    return this.hand(this.#protocol.encode(data), options)
  }

  /** @internal */
  protected get isNeeded(): boolean {
    return this.listeners('message') > 0
  }

  /** @internal */
  protected received(data: string | ArrayBuffer): void {
    this.counter.received(data)
    this.emit('message', data)
  }
}
