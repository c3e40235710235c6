import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { read } from './markdown.ts'

test('the README states the size that size-limit measures', () => {
  const { stdout, stderr } = spawnSync('node_modules/.bin/size-limit', ['--json'], { encoding: 'utf8' })
  if (stdout === '') throw new Error(stderr)
  const rows = JSON.parse(stdout) as { name: string; size: number }[]
  const bytes = rows.find(({ name }) => name === 'ReconnectingWebSocket')?.size ?? NaN
  const [, stated] = /([\d.]+) kB min \+ gzip/.exec(read('README.md')) ?? []
  expect(stated).toBe((bytes / 1000).toFixed(1))
})
