// `npm run soak`: ten minutes, or `-- --minutes=1`; `--seed=1` draws the same faults again.
import { parseArgs } from 'node:util'
import { soak } from './soak.ts'

const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 31)}` },
    verbose: { type: 'boolean', default: false },
  },
})
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
if (!(minutes > 0 && minutes <= 600) || !Number.isInteger(seed)) {
  throw new RangeError('--minutes must be more than 0 and at most 600, --seed a whole number')
}
console.log(`seed ${seed}, ${minutes} min`)
setTimeout(
  () => {
    console.error('The soak did not come to an end.')
    process.exit(1)
  },
  (minutes + 1) * 60_000,
).unref()
const { problems, heap, ...report } = await soak(minutes * 60_000, seed, values.verbose ? console.log : undefined)
console.log(report)
console.log(`heap after each calm, MB: ${heap.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ')}`)
for (const problem of problems) console.error(problem)
// Left to end by itself, Node 20 sometimes waits for ever for a write on a socket that was reset.
process.exit(problems.length > 0 ? 1 : 0)
