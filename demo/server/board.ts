/** The board on which everybody sees everybody's pointer. */
import type { IncomingMessage } from 'node:http'
import type { Cursor } from '../shared/channels.ts'
import type { Realtime } from './realtime.ts'
import { tabOf } from './tab.ts'

export function serveBoard(server: Realtime): void {
  const names = new Map<IncomingMessage, string>()
  const cursors = new Map<string, Cursor>()

  server.channel('board', {
    subscribe({ name }, { request }) {
      names.set(request, name)
      return { cursors: [...cursors.values()] }
    },
    left({ request }) {
      names.delete(request)
      const id = tabOf(request)
      // Its tab may have a newer link.
      if ([...names.keys()].some((other) => tabOf(other) === id)) return
      if (cursors.delete(id)) server.publish('board', 'gone', { id })
    },
    events: {
      cursor(point, { request }) {
        const name = names.get(request)
        if (name === undefined) return
        const cursor = { id: tabOf(request), name, ...point }
        cursors.set(cursor.id, cursor)
        server.publish('board', 'cursor', cursor)
      },
    },
  })
}
