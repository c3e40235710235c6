import type { Running } from '../interop/start.ts'

/** The server under test. */
export interface Target {
  readonly url: string
  /** It, if it is ours to kill. */
  readonly life?: Life
  /** What its library cannot do, which docs/servers.md says too. */
  readonly limits: Limits
}

export interface Limits {
  /** It can close with a code, but has no word for a reason. */
  readonly noReasons?: true
  /** On SIGTERM its links break: 1006. */
  readonly breaksOnShutdown?: true
}

export interface Life {
  readonly running: Running
  /** Starts it again on the same port. */
  start(): Promise<void>
}
