import { type Engine } from '../engines.mjs'
import { asleepWithChannels } from './asleep.ts'
import { channels } from './channels.ts'
import { client } from './client.ts'
import { contracts } from './contracts.ts'
import { credentials } from './credentials.ts'
import { events } from './events.ts'
import { faults } from './faults.ts'
import { handlers } from './handlers.ts'
import { hostile } from './hostile.ts'
import { lifecycle } from './lifecycle.ts'
import { link } from './link.ts'
import { places } from './places.ts'
import { readme } from './readme.ts'
import { play } from './stage.ts'
import { testing } from './testing.ts'
import { wake } from './wake.ts'

/** The one suite that every engine runs. */
export function suite(engine: Engine): void {
  play(
    engine,
    [link, faults, events, handlers, client, channels, contracts, credentials, testing, places],
    [hostile, lifecycle, asleepWithChannels, wake, readme],
  )
}
