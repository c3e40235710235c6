import { describe, expect, test } from 'vitest'
import type { HeartbeatOptions } from '../../../src/index.ts'
import { ClientStage, stagePage } from '../../fake/stage.ts'

async function up(heartbeat: HeartbeatOptions): Promise<ClientStage> {
  const stage = new ClientStage({ heartbeat })
  await stage.open()
  return stage
}

describe('heartbeat that is passive', () => {
  test('sends nothing, and ends a link that is silent for too long', async () => {
    const { clock, socket, client } = await up({ passive: 30_000 })
    await clock.advance(29_999)
    socket.receive('tick')
    await clock.advance(29_999)
    expect(client.state.name).toBe('open')
    await clock.advance(1)
    expect(client.state).toMatchObject({ cause: { kind: 'dead' } })
    expect(socket.sent).toEqual([])
  })

  test('goes on so from link to link, and sends nothing', async () => {
    const stage = await up({ passive: 30_000 })
    for (let link = 0; link < 4; link++) {
      await stage.clock.advance(30_000)
      await stage.open()
    }
    expect(stage.network.sockets.map(({ sent }) => sent.length)).toEqual([0, 0, 0, 0, 0])
    expect(stage.warnings).toEqual([])
  })

  test('leaves the link alone at wake signals: it has nothing to ask with', async () => {
    const page = stagePage()
    const { clock, client } = await up({ passive: 30_000 })
    await clock.advance(10_000)
    for (const signal of ['offline', 'online', 'show'] as const) page[signal]()
    await clock.advance(15_000)
    expect(client.state.name).toBe('open')
  })

  test('gives the server its time again after sleep', async () => {
    const { clock, client, socket } = await up({ passive: 30_000 })
    await clock.advance(10_000)
    clock.pass(3_600_000)
    await clock.advance(0)
    expect(client.state.name).toBe('open')
    expect(socket.sent).toEqual([])
    socket.receive('tick')
    await clock.advance(29_999)
    expect(client.state.name).toBe('open')
  })
})
