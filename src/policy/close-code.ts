import { readOptions } from './option.ts'

/** Close codes by name. 4950–4999 are Holdfast's own: they are never sent, and say what the client itself decided. */
export const CloseCode = {
  /** RFC 6455, section 7.4.1. */
  Normal: 1000,
  /** The close frame had no code. */
  NoStatus: 1005,
  /** The link never opened, or broke without a close frame. */
  Abnormal: 1006,
  /** The server restarts (IANA registry of close codes). */
  ServiceRestart: 1012,
  /** The server is overloaded (IANA registry of close codes). */
  TryAgainLater: 1013,
  /** The credentials are not (or no longer) good. */
  Unauthorized: 4401,
  /** Local: no open link within `connectTimeout`. */
  ConnectTimeout: 4950,
  /** Local: the heartbeat or a probe went unanswered. */
  HeartbeatTimeout: 4951,
  /** Local: the function that gives URL or subprotocols failed. */
  ProviderFailed: 4952,
  /** Local: `authenticate` failed. */
  AuthenticationFailed: 4953,
  /** Local: the page was frozen or went into the back/forward cache. */
  PageSuspended: 4954,
  /** Local: `reconnect()` replaced the link. */
  Replaced: 4955,
  /** Local: nobody needed the link for so long as the option `idle` says. */
  Idle: 4956,
} as const

/**
 * What a server's close code asks for: dial again, dial again with fresh credentials, dial again unless it repeats
 * (the client may be at fault), or stop.
 */
export type Verdict = 'retry' | 'refresh' | 'suspect' | 'stop'

// 4408 timeout, 4425 too early, 4429 too many: as the HTTP statuses that ask for a later try.
const later = /^(1013|44(08|25|29))$/

export function classify(code: number): Verdict {
  if (code === 4401) return 'refresh'
  if (/^(1010|44..)$/.test(`${code}`) && !later.test(`${code}`)) return 'stop'
  return /^100[2378]$/.test(`${code}`) ? 'suspect' : 'retry'
}

/** How far a server may decide about the wait. */
export interface HintOptions {
  /** The longest wait in ms that a server's hint may ask for. @default 300_000 */
  maxRetryAfter?: number
  /** After close code 1012 without a hint, clients come back evenly within this many ms. @default 5_000 */
  restartSpread?: number
}

/** A wait that a server asked for: `after` ms, then up to `spread` ms more at random. */
export interface ServerWait {
  readonly after: number
  readonly spread: number
  /** It was said in so many words, not only by the code. */
  readonly isHint: boolean
}

/** The wait that close code and reason ask for: a JSON hint `{"retryAfter": ms, "spread": ms}`, else the code's own. */
export function createServerWait(options: HintOptions): (code: number, reason: string) => ServerWait | undefined {
  const { maxRetryAfter, restartSpread } = readOptions(options, { maxRetryAfter: 300_000, restartSpread: 5_000 })
  return (code, reason) => {
    try {
      const hint = JSON.parse(reason) as { retryAfter?: unknown; spread?: unknown }
      const { retryAfter = 0, spread = 0 } = hint
      if (
        (hint.retryAfter ?? hint.spread) !== undefined &&
        isDuration(retryAfter) &&
        isDuration(spread) &&
        retryAfter + spread < Infinity
      ) {
        return { after: Math.min(retryAfter, maxRetryAfter), spread: Math.min(spread, maxRetryAfter), isHint: true }
      }
    } catch {
      // A reason is for people first: what is no hint is none.
    }
    if (code === 1012) return { after: 0, spread: restartSpread, isHint: false }
    return later.test(`${code}`) ? { after: 10_000, spread: 10_000, isHint: false } : undefined
  }
}

/** Whether a value can be waited for, if need be for ever. */
export function isDuration(value: unknown): value is number {
  return typeof value === 'number' && value >= 0
}
