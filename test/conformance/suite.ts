// All that a server must do which speaks PROTOCOL.md's channels, as docs/conformance.md describes it.
import type { Target } from './target.ts'
import { authentication } from './suite/authentication.ts'
import { closing } from './suite/closing.ts'
import { death } from './suite/death.ts'
import { events } from './suite/events.ts'
import { frames } from './suite/frames.ts'
import { life } from './suite/life.ts'
import { requests } from './suite/requests.ts'
import { subscriptions } from './suite/subscriptions.ts'

export function conformance(target: Target): void {
  for (const part of [authentication, subscriptions, events, requests, frames, closing, life]) part(target)
  if (target.life) death(target, target.life)
}
