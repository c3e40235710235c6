// How much each case does.

export interface Plan {
  /** No case has more rounds; how many it has else, it says itself: as many as its spread asks for. */
  rounds: number
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
  rounds: Infinity,
  slices: 7,
  budget: 540_000,
  received: 4_000,
  sent: 4_000,
  echoes: 200,
  opens: 3,
  idle: 18,
  queued: 100_000,
  killed: 25,
  down: 4_000,
  offline: 7_000,
  watched: 2_000,
  storm: 100_000,
  links: 10_000,
  published: 600,
}

export const quick: Plan = {
  ...full,
  rounds: 1,
  down: 1_000,
  offline: 2_000,
  queued: 20_000,
  watched: 1_000,
  storm: 20_000,
  links: 2_000,
  published: 300,
}
