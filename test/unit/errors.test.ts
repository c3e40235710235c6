import { describe, expect, test, vi } from 'vitest'
import * as holdfast from '../../src/index.ts'

const { ClosedError, ConnectTimeoutError, HeartbeatTimeoutError, isHoldfastError, OutboxFullError, Unauthorized } =
  holdfast

const kinds = [
  [ConnectTimeoutError, 'ConnectTimeoutError', 'connect-timeout', true],
  [HeartbeatTimeoutError, 'HeartbeatTimeoutError', 'heartbeat-timeout', true],
  [OutboxFullError, 'OutboxFullError', 'outbox-full', true],
  [ClosedError, 'ClosedError', 'closed', false],
  [Unauthorized, 'Unauthorized', 'unauthorized', false],
] as const

describe.for(kinds)('%o', ([Kind, name, code, retryable]) => {
  test('has a name, a code, and says whether a retry helps', () => {
    const cause = new Error('before')
    const error = new Kind('what happened', { cause })
    expect(error).toMatchObject({ name, code, retryable, message: 'what happened', cause })
    expect(error).toBeInstanceOf(Error)
    expect(error).toBeInstanceOf(holdfast.HoldfastError)
    expect(String(error)).toBe(`${name}: what happened`)
  })
})

describe('isHoldfastError', () => {
  test('knows errors of Holdfast from all others', () => {
    expect(isHoldfastError(new ClosedError('x'))).toBe(true)
    for (const other of [new Error('x'), { code: 'closed' }, 'closed', null, undefined, 0]) {
      expect(isHoldfastError(other)).toBe(false)
    }
  })

  test('knows errors of another copy of the library', async () => {
    vi.resetModules()
    const copy = await import('../../src/index.ts')
    expect(copy.ClosedError).not.toBe(ClosedError)
    expect(isHoldfastError(new copy.ClosedError('x'))).toBe(true)
    expect(new copy.ClosedError('x')).not.toBeInstanceOf(ClosedError)
  })
})

describe('Unauthorized of another copy of the library', () => {
  test('ends the client, too', async () => {
    vi.resetModules()
    const copy = await import('../../src/index.ts')
    const { ClientStage } = await import('../fake/stage.ts')
    const stage = new ClientStage({}, () => Promise.reject(new copy.Unauthorized('x')))
    await stage.clock.advance(0)
    expect(stage.client.state.name).toBe('closed')
  })
})
