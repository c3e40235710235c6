// Everything that the package exports says what it is.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Settings {
  entryPoints: string[]
}
const { entryPoints } = JSON.parse(readFileSync('typedoc.json', 'utf8')) as Settings
const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> }

test('typedoc reads every entry point of the package', () => {
  const names = Object.keys(exports).filter((name) => name !== './package.json')
  const read = entryPoints.map((path) => path.replace(/^src\/|(\/?index)?\.tsx?$/g, ''))
  expect(read.map((name) => (name === '' ? '.' : `./${name}`)).sort()).toEqual(names.sort())
})

test('each exported name, and all that it is made of, is documented', () => {
  const { stdout, stderr, status } = spawnSync('node_modules/.bin/typedoc', ['--emit', 'none'], { encoding: 'utf8' })
  expect(stdout + stderr).not.toContain('warning')
  expect(status).toBe(0)
})
