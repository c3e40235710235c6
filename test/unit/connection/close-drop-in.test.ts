import { describe, expect, test } from 'vitest'
import { DropInStage } from '../../fake/stage.ts'

describe('close() of the drop-in', () => {
  test('neither dials for what waits nor warns of it', async () => {
    const stage = new DropInStage()
    stage.dropIn.send('a')
    await stage.refuse()
    stage.dropIn.close()
    await stage.clock.advance(0)
    expect(stage.dropIn.readyState).toBe(3)
    expect(stage.dropped).toEqual(['a: closed'])
    expect(stage.network.sockets).toHaveLength(1)
    expect(stage.warnings).toEqual([])
  })

  test('is no error where nothing is dialled, and has no code unless it is given one', async () => {
    const stage = new DropInStage()
    await stage.refuse()
    stage.dropIn.close()
    await stage.clock.advance(0)
    expect(stage.events).toEqual(['error', 'close 1006', 'close 1006'])
    expect(stage.cause).toMatchObject({ kind: 'user', code: 1005 })
  })

  test('lets go what the native socket would have in its buffer', async () => {
    const stage = new DropInStage()
    await stage.open()
    stage.socket.bufferedAmount = 1e9
    stage.dropIn.send('a')
    stage.dropIn.close()
    stage.socket.bufferedAmount = 0
    await stage.clock.advance(200)
    stage.socket.confirm()
    expect(stage.socket.sent).toEqual(['a'])
    expect(stage.events).toEqual(['open', 'close 1005'])
  })

  test('tells of its end within a second of a mute peer, also with data held', async () => {
    const stage = new DropInStage()
    await stage.open()
    stage.socket.bufferedAmount = 1e9
    stage.dropIn.send('a')
    stage.dropIn.close(1000)
    await stage.clock.advance(999)
    expect(stage.events).toEqual(['open', 'close 1006'])
    expect(stage.dropIn.readyState).toBe(3)
  })
})
