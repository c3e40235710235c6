import { describe, expect, test } from 'vitest'
import { classify, CloseCode, createServerWait, type Verdict } from '../../../src/policy/close-code.ts'

const verdicts: Record<Verdict, number[]> = {
  retry: [1000, 1001, 1005, 1006, 1009, 1011, 1012, 1013, 1014, 3000, 4000, 4399, 4408, 4425, 4429, 4500, 4999],
  refresh: [4401],
  suspect: [1002, 1003, 1007, 1008],
  stop: [1010, 4400, 4402, 4403, 4404, 4407, 4409, 4424, 4426, 4428, 4430, 4499],
}

describe('classify', () => {
  test.for(Object.entries(verdicts))('%s: %j', ([verdict, codes]) => {
    expect(new Set(codes.map(classify))).toEqual(new Set([verdict]))
  })
})

describe('CloseCode', () => {
  test('keeps its own codes in 4950–4999, each a different one', () => {
    const local = Object.entries(CloseCode).filter(([, code]) => code >= 4900)
    expect(local.filter(([, code]) => code < 4950 || code > 4999)).toEqual([])
    expect(new Set(Object.values(CloseCode)).size).toBe(Object.keys(CloseCode).length)
  })
})

describe('createServerWait', () => {
  const wait = createServerWait({})

  test.for([
    ['{"retryAfter": 2000, "spread": 500}', { after: 2_000, spread: 500, isHint: true }],
    ['{"retryAfter": 2000}', { after: 2_000, spread: 0, isHint: true }],
    ['{"spread": 500}', { after: 0, spread: 500, isHint: true }],
    ['{"retryAfter": 0, "spread": 0}', { after: 0, spread: 0, isHint: true }],
    ['{"retryAfter": 1.5, "more": "is ignored"}', { after: 1.5, spread: 0, isHint: true }],
  ] as const)('takes the hint %s', ([reason, expected]) => {
    expect(wait(1001, reason)).toEqual(expected)
  })

  test('clamps a hint to five minutes, or to maxRetryAfter', () => {
    const reason = '{"retryAfter": 9e9, "spread": 9e9}'
    expect(wait(1001, reason)).toEqual({ after: 300_000, spread: 300_000, isHint: true })
    expect(createServerWait({ maxRetryAfter: 700 })(1001, reason)).toEqual({ after: 700, spread: 700, isHint: true })
  })

  test.for([
    ...['', 'bye', '{', '{}', '[]', 'null', '7', '"retryAfter"', '{"retry": 5}', '{"RetryAfter": 5}'],
    ...['{"retryAfter": -1}', '{"retryAfter": "5"}', '{"retryAfter": null}', '{"retryAfter": 1e999}'],
    ...['{"retryAfter": [5]}', '{"retryAfter": true}', '{"retryAfter": 5, "spread": -1}', '{"spread": {}}'],
    ...['{"__proto__": {"retryAfter": 5}}', '{"retryAfter": 5'],
  ])('takes %s for no hint', (reason) => {
    expect(wait(1001, reason)).toBeUndefined()
    expect(wait(1012, reason)).toEqual({ after: 0, spread: 5_000, isHint: false })
  })

  test('lets a restarting server (1012) have its clients back within restartSpread', () => {
    expect(wait(1012, 'restart')).toEqual({ after: 0, spread: 5_000, isHint: false })
    expect(createServerWait({ restartSpread: 60_000 })(1012, '')).toEqual({ after: 0, spread: 60_000, isHint: false })
  })

  test.for([1013, 4408, 4425, 4429])('gives %i ten to twenty seconds', (code) => {
    expect(wait(code, '')).toEqual({ after: 10_000, spread: 10_000, isHint: false })
  })

  test('lets a hint win over what the code asks for', () => {
    expect(wait(1013, '{"retryAfter": 1}')).toEqual({ after: 1, spread: 0, isHint: true })
    expect(wait(1012, '{"retryAfter": 1}')).toEqual({ after: 1, spread: 0, isHint: true })
  })
})
