/** The board: everybody's pointer, moved by hand or by the arrow keys. */
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { tab } from '../parts/client.ts'
import { lineOf } from '../parts/colour.ts'
import { plural } from '../parts/format.ts'
import { moved, pointOf, TELL_INTERVAL, type Point } from '../parts/pointing.ts'
import type { Cursor } from '../shared/channels.ts'
import { useChannel, useClient, useEvent, useJoin } from './realtime.ts'

type Cursors = ReadonlyMap<string, Cursor>

export function Board({ name }: { name: string }) {
  const board = useChannel('board')
  const joined = useJoin(board, { name })
  const [others, setOthers] = useState<Cursors>(new Map())
  const [own, setOwn] = useState<Point>()
  const paced = { coalesce: 'frame', key: ({ id }: { id: string }) => id } as const
  useEvent(board, 'cursor', (cursor) => setOthers((before) => new Map(before).set(cursor.id, cursor)), paced)
  useEvent(board, 'gone', ({ id }) => setOthers((before) => without(before, id)), paced)
  useEffect(() => {
    if (joined.name === 'joined') setOthers(new Map(joined.data.cursors.map((cursor) => [cursor.id, cursor])))
  }, [joined])
  useTold(own, joined)

  function press(event: KeyboardEvent) {
    const next = moved(event.key, own)
    if (!next) return
    event.preventDefault()
    setOwn(next)
  }
  const point = (event: PointerEvent) => setOwn(pointOf(event, event.currentTarget))
  const cursors = [...without(others, tab).values(), ...(own ? [{ id: tab, name: 'You', ...own }] : [])]

  return (
    <section id="board" className="card board" aria-labelledby="board-title">
      <div className="heading">
        <h2 id="board-title">One board for all</h2>
        <p id="board-people" className="note">
          {plural(cursors.length, 'pointer')}
        </p>
      </div>
      <div
        id="board-area"
        className={joined.name === 'joined' ? 'board-area' : 'board-area stale'}
        role="application"
        tabIndex={0}
        aria-labelledby="board-title"
        aria-describedby="board-help"
        onPointerMove={point}
        onPointerDown={point}
        onKeyDown={press}
      >
        {cursors.map((cursor) => (
          <Mark key={cursor.id} {...cursor} />
        ))}
      </div>
      <p id="board-help" className="note">
        Point at it, or focus it and use the arrow keys: every tab sees where you are.
      </p>
    </section>
  )
}

function Mark({ id, name, x, y }: Cursor) {
  // Near the edge, the name goes to the other side.
  const classes = ['cursor', id === tab && 'own', x > 0.6 && 'mirrored'].filter(Boolean).join(' ')
  return (
    <div className={classes} data-line={lineOf(id)} style={{ left: `${x * 100}%`, top: `${y * 100}%` }}>
      <span className="cursor-name">{name}</span>
    </div>
  )
}

/** Tells the server where one points to: not too often, only the latest while the link is down, and anew when it is back. */
function useTold(own: Point | undefined, joined: { name: string }): void {
  const client = useClient()
  const board = useChannel('board')
  const latest = useRef(own)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    latest.current = own
    if (!own) return
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      const { name } = client.state
      if (latest.current && name !== 'closed' && name !== 'closing')
        board.send('cursor', latest.current, { replace: 'cursor' })
    }, TELL_INTERVAL)
  }, [own, joined, board, client])
}

function without(cursors: Cursors, id: string): Cursors {
  const rest = new Map(cursors)
  rest.delete(id)
  return rest
}
