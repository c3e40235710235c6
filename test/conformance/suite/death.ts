// What only the owner of a server can do to it.
import { describe, expect, test } from 'vitest'
import type { Life, Target } from '../target.ts'
import { connect, expectAlive } from './life.ts'

export function death(target: Target, life: Life): void {
  describe('the client and a server that', () => {
    test('is killed and comes back: joined again', async () => {
      const here = connect(target)
      await expectAlive(here)
      await life.running.stop('SIGKILL')
      await expect.poll(() => here.client.state.name).not.toBe('open')
      await life.start()
      await expectAlive(here)
    })

    test('falls silent and wakes up: joined again', async () => {
      const here = connect(target, { heartbeat: { interval: 300, timeout: 300 } })
      await expectAlive(here)
      life.running.process.kill('SIGSTOP')
      try {
        await expect.poll(() => here.client.state.name, { timeout: 10_000 }).not.toBe('open')
      } finally {
        life.running.process.kill('SIGCONT')
      }
      await expect.poll(() => here.client.stats().opens, { timeout: 20_000 }).toBeGreaterThan(1)
      await expectAlive(here)
    })

    const shutdown = target.limits.breaksOnShutdown
      ? 'is told to end breaks the link: joined again'
      : 'is told to end says when to come back: joined again'
    test(shutdown, async () => {
      const here = connect(target)
      await expectAlive(here)
      // The first wait: a server that takes its time to end may see the next dial come, and refuse it.
      const waited = new Promise((resolve) => {
        here.client.on('state', (state) => void (state.name === 'waiting' && resolve(state)))
      })
      await life.running.stop('SIGTERM')
      const hinted = target.limits.breaksOnShutdown ? { held: false, cause: { code: 1006 } } : { held: true }
      expect(await waited).toMatchObject(hinted)
      expect(life.running.process.signalCode ?? 'by itself').not.toBe('SIGKILL')
      await life.start()
      await expectAlive(here)
    })
  })
}
