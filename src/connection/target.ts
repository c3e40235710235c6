import { domException, nativeWebSocket, type WebSocketConstructor } from '../platform/globals.ts'
import { resolveUrl } from '../platform/url.ts'
import type { Cause } from '../policy/cause.ts'
import { readOptions } from '../policy/option.ts'
import type { AuthenticationLink } from './authentication.ts'
import { checkMessage, type Data } from './data.ts'

// What is dialled: URL, subprotocols and credentials, as values or as functions that give them for each attempt.

/** What a provider is called with, anew for each attempt. */
export interface DialContext {
  /** Why the previous attempt or link ended; absent at the first dial, and when a living link renews its credentials. */
  readonly cause?: Cause | undefined
  /** Counts from 1; back to 1 after a link stayed up for `stableAfter`. */
  readonly attempt: number
  /** Aborts when this attempt is over, for example after `connectTimeout`. */
  readonly signal: AbortSignal
}

type Provider<T> = (context: DialContext) => T | Promise<T>

/** A URL as `new WebSocket()` takes it, or an (async) function that gives one for each attempt. */
export type UrlSource = string | URL | Provider<string | URL>

/** Subprotocols to offer, or an (async) function that gives them for each attempt; null offers none. */
export type ProtocolsSource = string | string[] | null | Provider<string | string[] | null | undefined>

/** The first message of each link, or an (async) function that gives it, or that talks to the server over the `link`. */
export type Authenticate =
  Data | ((context: DialContext & { link: AuthenticationLink }) => Data | void | Promise<Data | void>)

/** What belongs to each try to get a link. */
export interface AttemptOptions {
  /** Proves who the user is, before anything else is sent on a link. Throw `Unauthorized` to stop for good. */
  authenticate?: Authenticate
  /** An attempt fails after so many ms: URL provider, upgrade and authentication together. @default 10_000 */
  connectTimeout?: number
  /** Makes the sockets: hand in `ws` where there is no native WebSocket. @default globalThis.WebSocket */
  WebSocket?: WebSocketConstructor
}

/** What all attempts of one connection share. */
export interface Target {
  readonly url: UrlSource
  readonly protocols: ProtocolsSource
  readonly authenticate: Authenticate | undefined
  readonly connectTimeout: number
  /** Whether another dial can come with fresh credentials. */
  readonly canRefresh: boolean
  /** What makes sockets; undefined on a server that renders. */
  findSocket(): WebSocketConstructor | undefined
  /** Undefined: the socket's own default. */
  binaryType?: BinaryType
}

/** @throws what the native constructor throws for such a URL or such subprotocols */
export function readTarget(
  url: UrlSource,
  protocols: ProtocolsSource,
  options: AttemptOptions & { readonly connect?: unknown },
): Target {
  const { authenticate } = options
  const findSocket = () => options.WebSocket ?? nativeWebSocket()
  checkMessage('authenticate', authenticate)
  return {
    url: typeof url === 'function' ? url : resolveUrl(url, options.connect === 'lazy' || !findSocket()),
    protocols: typeof protocols === 'function' ? protocols : readProtocols(protocols),
    authenticate,
    canRefresh: authenticate !== undefined || typeof url === 'function' || typeof protocols === 'function',
    findSocket,
    ...readOptions(options, { connectTimeout: 10_000 }, 1),
  }
}

/** Asks a provider; what is none is its own answer. */
export async function ask<T>(source: T | Provider<T>, context: () => DialContext): Promise<T> {
  return typeof source === 'function' ? (source as Provider<T>)(context()) : source
}

/** @throws SyntaxError as the native constructor does: a subprotocol is a token (RFC 7230, section 3.2.6), given once. */
export function readProtocols(protocols?: string | string[] | null): string[] {
  const list = typeof protocols === 'string' ? [protocols] : Array.from(protocols ?? [], String)
  for (const name of list) {
    if (/^[!#$%&'*+\-.^_`|~\w]+$/.test(name) && list.indexOf(name) === list.lastIndexOf(name)) continue
    throw domException('SyntaxError', `Subprotocol "${name}" is no token or comes twice`)
  }
  return list
}
