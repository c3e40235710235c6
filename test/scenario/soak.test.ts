// A short `npm run soak`, with another seed each time.
import { expect, test } from 'vitest'
import { soak } from '../soak/soak.ts'

test('nothing that is promised breaks by faults that chance draws', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31)
  const { problems, faults, heard, requests } = await soak(15_000, seed)
  expect(problems, `npm run soak -- --seed=${seed}`).toEqual([])
  expect(Math.min(faults, heard, requests.answered)).toBeGreaterThan(0)
})
