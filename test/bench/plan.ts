// How much each case does.

export interface Plan {
  rounds: number
  /** After so many ms no further round begins. */
  budget: number
  /** Messages before the measured ones. */
  warmUp: number
  received: number
  sent: number
  echoes: number
  opens: number
  idle: number
  queued: number
  killed: number
  outage: number
  storm: number
}

export const full: Plan = {
  rounds: 5,
  budget: 430_000,
  warmUp: 7_500,
  received: 30_000,
  sent: 30_000,
  echoes: 1_500,
  opens: 40,
  idle: 60,
  queued: 100_000,
  killed: 20,
  outage: 7_000,
  storm: 100_000,
}

export const quick: Plan = {
  ...full,
  rounds: 1,
  warmUp: 5_000,
  received: 10_000,
  sent: 10_000,
  echoes: 300,
  opens: 20,
  idle: 50,
  queued: 20_000,
  killed: 5,
  outage: 2_000,
  storm: 20_000,
}
