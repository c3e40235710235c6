// What client and server say to each other, whatever the frames look like: PROTOCOL.md, "Channels".

/** What a client says. What has an `id` gets one answer with it; `data` is the application's. */
export type ClientOperation =
  | { readonly type: 'authenticate'; readonly id: number; readonly data?: unknown }
  | { readonly type: 'subscribe'; readonly id: number; readonly channel: string; readonly data?: unknown }
  | { readonly type: 'unsubscribe'; readonly channel: string }
  | Request
  | Either

/** What a server says. */
export type ServerOperation =
  { readonly type: 'reply'; readonly id: number; readonly data?: unknown } | Failure | Unsubscribed | Either

/** What both may say. An event or request without a channel is one of no channel. */
type Either =
  | { readonly type: 'event'; readonly channel?: string | undefined; readonly event: string; readonly data?: unknown }
  | { readonly type: 'ping'; readonly id: number }
  | { readonly type: 'pong'; readonly id: number }

/** A question that has one answer. */
export interface Request {
  readonly type: 'request'
  /** A positive integer, which comes back in the answer. */
  readonly id: number
  /** Absent for one of no channel. */
  readonly channel?: string | undefined
  /** What is asked. */
  readonly event: string
  /** Its parameter. */
  readonly data?: unknown
}

/** The answer to what cannot be done; without an `id` it answers nothing in particular. */
export interface Failure {
  readonly type: 'error'
  /** Of what it answers. */
  readonly id?: number
  /** A stable, machine-readable name, for example `forbidden`. */
  readonly code: string
  /** For people. */
  readonly message?: string
  /** What the application says beside it. */
  readonly data?: unknown
  /** Whether the same may succeed later. */
  readonly retry?: boolean
}

/** The server ended a subscription. */
export interface Unsubscribed {
  readonly type: 'unsubscribed'
  /** Which one. */
  readonly channel: string
  /** A stable, machine-readable name, for example `kicked`. */
  readonly code?: string
  /** For people. */
  readonly message?: string
  /** Whether to subscribe again. */
  readonly retry?: boolean
}
