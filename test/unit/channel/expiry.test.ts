import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ClientOptions } from '../../../src/index.ts'
import { ChannelStage } from '../../fake/channel-stage.ts'
import type { Rooms } from '../../fake/rooms.ts'

/** A client that was authenticated, with this answer of the server. */
async function authenticated(
  answer?: unknown,
  options?: ClientOptions,
  authenticate: NonNullable<ClientOptions['authenticate']> = 'token',
) {
  const stage = new ChannelStage<Rooms>({ heartbeat: false, authenticate, ...options })
  await stage.open()
  await stage.answer(answer)
  return stage
}

describe('credentials that expire', () => {
  const renewals = async (stage: ChannelStage<Rooms>) =>
    (await stage.said()).filter(({ type }) => type === 'authenticate').length

  test('are renewed before that, again and again', async () => {
    const stage = await authenticated({ expiresIn: 100_000 })
    await stage.clock.advance(69_999)
    expect(await renewals(stage)).toBe(0)
    await stage.clock.advance(1)
    await stage.say({ type: 'reply', id: 2, data: { expiresIn: 50_000 } })
    expect(await renewals(stage)).toBe(1)
    await stage.clock.advance(25_000)
    expect(await renewals(stage)).toBe(1)
    await stage.say({ type: 'reply', id: 3 })
    await stage.clock.advance(1_000_000)
    expect(await renewals(stage)).toBe(0)
  })

  test('are those of this link, not of an earlier one', async () => {
    let count = 0
    const stage = await authenticated({ expiresIn: 100_000 }, {}, () => (count++ === 0 ? 'token' : undefined))
    await stage.relink()
    await stage.clock.advance(100_000)
    expect(count).toBe(2)
  })

  test('are renewed as long before as the user says', async () => {
    const stage = await authenticated({ expiresIn: 100_000 }, { reauthenticateBefore: 1_000 })
    await stage.clock.advance(99_000)
    expect(await renewals(stage)).toBe(1)
    expect(() => new ChannelStage({ reauthenticateBefore: -1 })).toThrow(RangeError)
  })

  test('report a refusal, but no break of the link', async () => {
    const reports: unknown[] = []
    vi.stubGlobal('reportError', (error: unknown) => void reports.push(error))
    onTestFinished(() => void vi.unstubAllGlobals())
    const stage = await authenticated({ expiresIn: 100_000 })
    await stage.clock.advance(70_000)
    await stage.say({ type: 'error', id: 2, code: 'expired' })
    expect(reports).toMatchObject([{ code: 'expired' }])
    stage.socket.end()
    await stage.clock.advance(1_000)
    await stage.open()
    await stage.answer({ expiresIn: 100_000 })
    await stage.clock.advance(70_000)
    stage.socket.end()
    await stage.clock.advance(1)
    expect(reports).toHaveLength(1)
  })

  test.each([0, -1, '5000', null])('do not if the server says %j', async (expiresIn) => {
    const stage = await authenticated({ expiresIn })
    await stage.clock.advance(100_000)
    expect(await renewals(stage)).toBe(0)
  })

  test('leave no timer when the link ends', async () => {
    const stage = await authenticated({ expiresIn: 100_000 })
    stage.client.close()
    stage.socket.confirm()
    expect(stage.clock.armed).toBe(0)
  })
})
