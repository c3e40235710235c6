// Prints `N passed, N failed` for a report of vitest's json reporter and the exit code of that run.
import { readFileSync } from 'node:fs'

const [path, exitCode] = process.argv.slice(2)
const text = readFileSync(path, 'utf8')
const files = text === '' ? [] : JSON.parse(text).testResults
const tests = files.flatMap((file) => file.assertionResults)

// What was skipped has not passed, and a file that could not be loaded has failed.
const passed = tests.filter((test) => test.status === 'passed').length
const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
// Types, lint, format and errors outside of tests end the run too.
const failed = Math.max(tests.length - passed + broken, exitCode === '0' ? 0 : 1)

console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
