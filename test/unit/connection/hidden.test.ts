// A hidden tab: its timers are starved, and nobody sees its frames.
import { describe, expect, test } from 'vitest'
import { ClientStage, stagePage } from '../../fake/stage.ts'

async function up() {
  const page = stagePage()
  const stage = new ClientStage()
  const socket = await stage.open()
  return { page, socket, client: stage.client, clock: stage.clock }
}

describe('a hidden tab', () => {
  test('hands 1 MiB to the browser ahead of time', async () => {
    const { page, socket, client } = await up()
    page.hide()
    socket.bufferedAmount = 2 ** 20 - 1
    expect(client.send('a')).toBe('sent')
    socket.bufferedAmount = 2 ** 20
    expect(client.send('b')).toBe('queued')
  })

  test('hands over longer slices', async () => {
    const { page, socket, client, clock } = await up()
    page.hide()
    socket.bufferedAmount = 2 ** 20
    for (let i = 0; i < 100; i++) client.send(`${i}`)
    await clock.advance(1_000)
    socket.bufferedAmount = 0
    socket.onsend = () => clock.pass(1)
    socket.receive('something')
    expect(socket.sent).toHaveLength(40)
  })

  test('is as careful as ever once it is shown again', async () => {
    const { page, socket, client } = await up()
    page.hide()
    page.show()
    socket.bufferedAmount = 65_536
    expect(client.send('a')).toBe('queued')
  })
})
