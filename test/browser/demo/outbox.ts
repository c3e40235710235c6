// What is queued while the tab is off the server.
import { type Scene } from './stage.ts'

export function outbox(scene: Scene): void {
  scene('delivers 10,000 messages that were queued offline, once and in order', async ({ visitor }) => {
    await visitor.press('offline')
    await visitor.sees('offline', 'Go online')
    await visitor.finds(() => client.state.name !== 'open')
    await visitor.press('queue-10000')
    await visitor.sees('queued', '10,000')
    await visitor.sees('handed', '0 of 10,000')
    await visitor.press('offline')
    await visitor.sees('outbox-result', 'All 10,000 arrived, once and in order.')
    await visitor.sees('arrived', '10,000 of 10,000')
    await visitor.sees('queued', '0')
    await visitor.streams()
  })

  scene('discards a queue when asked, and says what was dropped', async ({ visitor }) => {
    await visitor.press('offline')
    await visitor.finds(() => client.state.name !== 'open')
    await visitor.press('queue-10000')
    await visitor.sees('queued', '10,000')
    await visitor.press('discard')
    await visitor.sees('queued', '0')
    await visitor.sees('outbox-result', '0 arrived, 10,000 were dropped, each reported.')
    await visitor.press('offline')
    await visitor.streams()
  })
}
