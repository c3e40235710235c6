import { once } from 'node:events'
import { beforeAll } from 'vitest'
import { WebSocket } from 'ws'
import { conformance } from './suite.ts'

const url = process.env['HOLDFAST_CONFORMANCE_URL'] ?? ''

// Otherwise each test would say so.
beforeAll(async () => {
  const socket = new WebSocket(url)
  try {
    await once(socket, 'open')
  } catch (error) {
    throw new Error(`${url} takes no WebSocket of a program that names no origin: ${String(error)}`, { cause: error })
  } finally {
    socket.terminate()
  }
})

conformance({ url, limits: {} })
