import { describe, expect, test, vi } from 'vitest'
import type { Cause } from '../../../src/index.ts'
import { Redial, type Ending, type RedialOptions, type Wait } from '../../../src/policy/redial.ts'

const reports = vi.fn()

function redial(options: RedialOptions = {}, canRefresh = false): Redial {
  reports.mockClear()
  const systemRandom = () => 0
  return new Redial(options, systemRandom, canRefresh, (run) => {
    try {
      return run()
    } catch (error) {
      reports(error)
      return undefined
    }
  })
}

const ending = (kind: Cause['kind'], code: number, reason = ''): Ending => {
  return { kind, code, reason, opened: kind !== 'refused', failures: 0, stable: false, terminal: false }
}
const refused = ending('refused', 1006)
const lost = ending('lost', 1006)
const dead = ending('dead', 4951)
const closed = (code: number, reason?: string) => ending('server', code, reason)
const stable = (of: Ending): Ending => ({ ...of, stable: true })

/** The waits after these endings; undefined where it stops. */
const waits = (policy: Redial, ...endings: Ending[]): (Wait | undefined)[] =>
  endings.map((each) => policy.after(each).wait)
/** Their delays with chance at the upper end of `first` and the lower end of all other windows; `-` where it stops. */
const delays = (policy: Redial, ...endings: Ending[]) => waits(policy, ...endings).map((wait) => wait?.delay ?? '-')

describe('Redial streaks', () => {
  test('count failures until a link was stable', () => {
    const policy = redial()
    expect(delays(policy, refused, refused, refused, refused)).toEqual([1_500, 3_000, 6_000, 7_500])
    expect(delays(policy, stable(lost), refused)).toEqual([1_000, 1_500])
  })

  test('excuse the first early loss, and count every later one', () => {
    expect(delays(redial(), lost, lost, lost, lost)).toEqual([1_000, 1_500, 3_000, 6_000])
    expect(delays(redial(), dead, dead, dead)).toEqual([0, 1_500, 3_000])
  })

  test('excuse one early loss also after failed dials, where the schedule goes on', () => {
    expect(delays(redial(), refused, refused, lost, lost)).toEqual([1_500, 3_000, 3_000, 6_000])
  })

  test('number the attempts from 1, again after a stable link and after reset()', () => {
    const policy = redial()
    expect(policy.attempt).toBe(1)
    waits(policy, refused, refused)
    expect([policy.attempt, policy.failures]).toEqual([3, 2])
    waits(policy, stable(lost))
    expect([policy.attempt, policy.failures]).toEqual([1, 0])
    waits(policy, refused)
    policy.reset()
    expect([policy.attempt, policy.failures]).toEqual([1, 0])
  })

  test('are told in the cause, which is frozen', () => {
    const policy = redial()
    waits(policy, refused)
    const { cause } = policy.after({ ...refused, reason: 'why', error: 'e' })
    expect(cause).toEqual({ kind: 'refused', code: 1006, reason: 'why', opened: false, failures: 2, error: 'e' })
    expect(Object.isFrozen(cause)).toBe(true)
  })
})

describe('Redial after a close code', () => {
  test.for([1000, 1001, 1005, 1006, 1011, 4000])('%i dials again after up to a second', (code) => {
    expect(waits(redial(), closed(code))).toEqual([{ delay: 1_000, held: false }])
  })

  test.for([1010, 4400, 4403, 4404, 4499])('%i stops at once', (code) => {
    expect(waits(redial(), stable(closed(code)))).toEqual([undefined])
  })

  test.for([1002, 1003, 1007, 1008])('%i stops when it comes three times in a row', (code) => {
    expect(delays(redial(), closed(code), closed(code), closed(code))).toEqual([1_000, 1_500, '-'])
  })

  test('counts all codes that blame the client together, with failed dials in between', () => {
    expect(delays(redial(), closed(1002), refused, closed(1008), lost, closed(1007)).at(-1)).toBe('-')
  })

  test('forgets the blame at a stable link and at another code of the server', () => {
    expect(delays(redial(), closed(1002), closed(1002), stable(closed(1002)), closed(1002))).not.toContain('-')
    expect(delays(redial(), closed(1002), closed(1002), closed(1001), closed(1002))).not.toContain('-')
  })

  test('stops at no lost link for the blame that the user overruled', () => {
    const overruled = redial({ shouldReconnect: ({ code }) => (code === 1008 ? true : undefined) })
    expect(delays(overruled, closed(1008), closed(1008), closed(1008), lost)).not.toContain('-')
  })

  test('takes what the server says for its word only: a code of our own does not stop', () => {
    expect(delays(redial(), ending('provider', 4403), ending('auth', 1010))).not.toContain('-')
  })
})

describe('Redial after 4401', () => {
  test('stops when nothing can bring fresh credentials', () => {
    expect(delays(redial(), stable(closed(4401)))).toEqual(['-'])
  })

  test('dials at once for fresh credentials, and stops at the second in a row', () => {
    expect(delays(redial({}, true), closed(4401), closed(4401))).toEqual([0, '-'])
  })

  test('is not forgotten over failed dials', () => {
    expect(delays(redial({}, true), closed(4401), refused, closed(4401)).at(-1)).toBe('-')
  })

  test('begins anew after a stable link', () => {
    expect(delays(redial({}, true), closed(4401), stable(closed(4401)), closed(4401))).toEqual([0, 0, '-'])
  })
})

describe('Redial with a wait that the server asked for', () => {
  test.for([
    ['{"retryAfter": 2000, "spread": 1000}', 1001, 2_500],
    ['', 1012, 2_500],
    ['', 1013, 15_000],
    ['', 4429, 15_000],
  ] as const)('holds it: %s %i', ([reason, code, delay]) => {
    const policy = redial({ random: () => 0.5 })
    expect(waits(policy, stable(closed(code, reason)))).toEqual([{ delay, held: true }])
  })

  test('is not hammered although it asks for no wait at all, when links fail in a row', () => {
    const eager = closed(1001, '{"retryAfter": 0}')
    expect(delays(redial(), eager, eager, eager)).toEqual([0, 1_000, 1_000])
  })

  test('heeds no hint of a code that stops', () => {
    expect(delays(redial(), closed(4403, '{"retryAfter": 5}'))).toEqual(['-'])
  })

  test('heeds hints of the server only', () => {
    expect(delays(redial(), ending('lost', 1006, '{"retryAfter": 5}'))).toEqual([1_000])
  })
})

describe('Redial with shouldReconnect', () => {
  test('stops at false, whatever the cause', () => {
    expect(delays(redial({ shouldReconnect: () => false }), lost)).toEqual(['-'])
  })

  test('goes on at true, also where it would have stopped', () => {
    const policy = redial({ shouldReconnect: () => true, maxAttempts: 1 })
    expect(delays(policy, closed(4403), { ...refused, terminal: true })).toEqual([1_000, 1_500])
  })

  test('waits as long as it says, and wake signals may shorten that', () => {
    expect(waits(redial({ shouldReconnect: () => 42 }), closed(1013))).toEqual([{ delay: 42, held: false }])
    expect(delays(redial({ shouldReconnect: () => 0 }), refused)).toEqual([0])
  })

  test('leaves the decision to the policy at undefined', () => {
    expect(delays(redial({ shouldReconnect: () => undefined }), lost, closed(4403))).toEqual([1_000, '-'])
  })

  test('gets the cause, with the failures so far', () => {
    const causes: Cause[] = []
    waits(redial({ shouldReconnect: (cause) => causes.push(cause) > 9 || undefined }), refused, refused)
    expect(causes).toMatchObject([{ failures: 1 }, { kind: 'refused', failures: 2 }])
  })

  test('is reported when it throws, and then not asked', () => {
    const policy = redial({
      shouldReconnect: () => {
        throw new Error('mine')
      },
    })
    expect(delays(policy, lost, closed(4403))).toEqual([1_000, '-'])
    expect(reports).toHaveBeenCalledTimes(2)
  })

  test.for([NaN, -1, -Infinity])('takes the wait %d for none of its own', (delay) => {
    expect(delays(redial({ shouldReconnect: () => delay }), lost)).toEqual([1_000])
  })
})

describe('Redial with a backoff function', () => {
  test('waits as it says, for each cause', () => {
    const policy = redial({ backoff: ({ failures }) => failures * 10 })
    expect(delays(policy, lost, refused, refused)).toEqual([0, 10, 20])
  })

  test('gives way to a wait that the server asked for', () => {
    expect(delays(redial({ backoff: () => 1 }), closed(1013))).toEqual([10_000])
  })

  test.for([NaN, -1])('keeps the schedule at %d', (delay) => {
    expect(delays(redial({ backoff: () => delay }), lost)).toEqual([1_000])
  })

  test('keeps the schedule, and reports, when it throws', () => {
    const policy = redial({
      backoff: () => {
        throw new Error('mine')
      },
    })
    expect(delays(policy, lost)).toEqual([1_000])
    expect(reports).toHaveBeenCalledOnce()
  })
})

describe('Redial with maxAttempts', () => {
  test('stops at so many failures in a row', () => {
    expect(delays(redial({ maxAttempts: 3 }), refused, refused, refused)).toEqual([1_500, 3_000, '-'])
  })

  test('counts from the last stable link', () => {
    expect(delays(redial({ maxAttempts: 2 }), refused, stable(lost), refused)).not.toContain('-')
  })
})

describe('Redial against a server that opens links and drops them', () => {
  test.for([1000, 1001, 1005, 1006, 1011, 1012, 4000])(
    'with %i: dials at most 8 times in 20 s, at its luckiest',
    (code) => {
      const policy = redial({ random: () => 0 })
      const drop = code === 1006 ? lost : closed(code)
      let time = 0
      let dials = 1
      for (; time < 20_000; dials++) time += policy.after(drop).wait?.delay ?? Infinity
      expect(dials - 1).toBeLessThanOrEqual(8)
    },
  )
})
