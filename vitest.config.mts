import { join } from 'node:path'
import { defineConfig, type TestProjectConfiguration } from 'vitest/config'

type Settings = Exclude<Extract<TestProjectConfiguration, { test?: unknown }>['test'], undefined>

function project(name: string, settings: Settings = {}): TestProjectConfiguration {
  return { test: { name, include: [`test/${name}/**/*.test.ts`], ...settings } }
}

// Files of these projects run one after another, after all others: they measure time or own a machine's ports and screens.
const alone: Settings = { maxWorkers: 1 }

// React 18 stands beside the newer one that all else is tested with.
const react18 = (name: string) => join(import.meta.dirname, 'test/react-18/node_modules', name)
const alias = Object.fromEntries(['react-dom', 'react', '@testing-library/react'].map((name) => [name, react18(name)]))

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('react-18', { include: ['test/unit/react/*.test.ts'], alias }),
      project('property', { testTimeout: 30_000 }),
      project('architecture', { include: ['test/architecture.test.ts'], testTimeout: 30_000 }),
      project('types', { testTimeout: 60_000 }),
      project('docs', { testTimeout: 60_000 }),
      project('package', {
        globalSetup: 'test/package/install.ts',
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      project('smoke', { ...alone, testTimeout: 30_000 }),
      project('scenario', { ...alone, testTimeout: 60_000 }),
      project('interop', { ...alone, testTimeout: 60_000, hookTimeout: 120_000 }),
      project('conformance', {
        ...alone,
        include: [`test/conformance/${process.env['HOLDFAST_CONFORMANCE_URL'] ? 'url' : 'servers/*'}.test.ts`],
        testTimeout: 60_000,
        hookTimeout: 120_000,
      }),
      project('leaks', {
        ...alone,
        include: ['test/leaks.test.ts'],
        testTimeout: 120_000,
        execArgv: ['--expose-gc'],
      }),
      project('browser', { ...alone, testTimeout: 120_000, hookTimeout: 120_000 }),
    ],
  },
})
