/** The button that takes this tab off the server and back, however long one likes. */
import type { DemoClient } from '../parts/client.ts'
import { button } from './element.ts'
import type { Faults } from './faults.ts'

const LONG = 3_600

export function offerOffline(client: DemoClient, faults: Faults): void {
  let isOffline = false
  const toggle = button('offline', () => void (isOffline ? goOnline() : goOffline()))

  function show(offline: boolean): void {
    isOffline = offline
    toggle.textContent = offline ? 'Go online' : 'Go offline'
    toggle.setAttribute('aria-pressed', String(offline))
  }

  async function goOffline(): Promise<void> {
    show(true)
    await faults.order('offline', 'refuse', 'Offline', { seconds: LONG, everyone: false })
  }

  async function goOnline(): Promise<void> {
    show(false)
    await faults.order('offline', 'heal', 'Online', { everyone: false })
    client.reconnect()
  }

  // Healed, or ended otherwise.
  client.on('state', ({ name }) => {
    if (name === 'open') show(false)
  })
}
