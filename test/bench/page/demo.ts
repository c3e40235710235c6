// What the driver can do in the demo's page, once this is added to it: press its buttons, and watch its frames.
import type { Tally } from '../../../demo/shared/channels.ts'
import type { Sample } from '../figures.ts'
import { pause, watch } from './fluency.ts'

/** No flush takes longer (ms). */
const patience = 30_000
const all = 100_000

let tally: Omit<Tally, 'batch'> = { received: 0, missing: 0, repeated: 0 }

export const demo = {
  async rest(time: number): Promise<Sample> {
    const begin = { at: performance.now(), received: client.stats().received.messages }
    const fluency = await watch(pause(time))
    const received = client.stats().received.messages - begin.received
    return { ...fluency, rate: (received * 1_000) / (performance.now() - begin.at) }
  },

  async stream(time: number, isLogged: boolean): Promise<Sample> {
    press('rate-1000')
    if (isLogged) press('log-messages')
    await pause(500)
    return demo.rest(time)
  },

  /** Queued while the page is off the server; until that has them all. */
  async flush(): Promise<Sample> {
    press('offline')
    await until(() => client.state.name !== 'open')
    press('queue-100000')
    await until(() => client.stats().queued.messages === all)
    await pause(500)
    client.channel('items').on('tally', (news) => (tally = news))
    const begin = performance.timeOrigin + performance.now()
    press('offline')
    const fluency = await watch(Promise.race([until(() => tally.received === all), pause(patience)]))
    const { received, repeated } = tally
    return { ...fluency, rate: (received * 1_000) / (fluency.doneAt - begin), missing: all - received, repeated }
  },
}

export type Demo = typeof demo

function press(id: string): void {
  document.getElementById(id)!.click()
}

async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await pause(10)
}
