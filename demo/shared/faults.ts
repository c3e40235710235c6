/** What the page can do to the server: the control API's words, for both of its ends. */

export const faultNames = ['kill', 'mute', 'refuse', 'flap', 'slow', 'restart', 'close', 'heal'] as const

export type FaultName = (typeof faultNames)[number]

/** The body of `POST /control/<fault>`. */
export interface FaultOrder {
  /** The tab that asks; it alone is disturbed, unless `everyone` is set. */
  tab: string
  everyone?: boolean
  /** How long `refuse`, `flap` and a restart last. */
  seconds?: number
  /** By how much `slow` holds up each message, in each direction, ms. */
  delay?: number
  /** `close`: with which code. */
  code?: number
  /** `restart`: tell clients when to come back, in the close reason. */
  hint?: boolean
}

/** A fault that goes on for a while; `remaining` in ms, null when it lasts until it is healed. */
export interface OngoingFault {
  fault: FaultName
  remaining: number | null
}

/** The answer of `POST /control/<fault>`. */
export interface FaultReport {
  /** How many links were hit. */
  links: number
  ongoing: OngoingFault[]
}
