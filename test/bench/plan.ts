// How much each case does.

export interface Plan {
  rounds: number
  /** Of those cases in which all subjects take turns in one page. */
  slicedRounds: number
  /** Turns of each subject in each of these rounds. */
  slices: number
  /** After so many ms no further round begins. */
  budget: number
  /** Messages or links in one slice. */
  received: number
  sent: number
  echoes: number
  opens: number
  idle: number
  queued: number
  killed: number
  /** How long (ms) the server is down, and the page offline. */
  down: number
  offline: number
  /** How long (ms) the demo is watched. */
  watched: number
  storm: number
  /** Links that a server keeps. */
  links: number
  /** How long (ms) a server publishes. */
  published: number
}

export const full: Plan = {
  rounds: 5,
  slicedRounds: 7,
  slices: 7,
  budget: 500_000,
  received: 4_000,
  sent: 4_000,
  echoes: 200,
  opens: 3,
  idle: 20,
  queued: 100_000,
  killed: 20,
  down: 4_000,
  offline: 7_000,
  watched: 2_000,
  storm: 100_000,
  links: 10_000,
  published: 1_000,
}

export const quick: Plan = {
  ...full,
  rounds: 1,
  slicedRounds: 1,
  down: 1_000,
  offline: 2_000,
  queued: 20_000,
  watched: 1_000,
  storm: 20_000,
  links: 2_000,
  published: 500,
}
