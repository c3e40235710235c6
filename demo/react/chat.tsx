/** The chat: who is there, what they say, and what became of one's own lines. */
import { useEffect, useLayoutEffect, useRef, useState, type SyntheticEvent } from 'react'
import { tab } from '../parts/client.ts'
import { withFate, withHeard, type Shown } from '../parts/conversation.ts'
import { timeOfDay } from '../parts/format.ts'
import { presenceOf, SHOWN, TELL_INTERVAL } from '../parts/presence.ts'
import { MAX_TEXT, type ChatLine, type People } from '../shared/channels.ts'
import { useChannel, useEvent, useJoin } from './realtime.ts'

function useConversation(name: string) {
  const room = useChannel('room:lobby')
  const joined = useJoin(room, { name })
  const [people, setPeople] = useState<People>()
  const [lines, setLines] = useState<readonly Shown[]>([])
  useEvent(room, 'people', setPeople)
  useEvent(room, 'said', (line) => setLines((before) => withHeard(before, [line])))
  // What was said while the link was down.
  useEffect(() => {
    if (joined.name !== 'joined') return
    setPeople(joined.data.people)
    setLines((before) => withHeard(before, joined.data.history))
  }, [joined])

  /** The server knows a line by its id: if the link breaks before the answer, it may be asked again. */
  async function send(line: ChatLine) {
    setLines((before) => withFate(before, line, 'queued'))
    try {
      await room.request('say', { id: line.id, text: line.text }, { idempotent: true, timeout: Infinity })
      setLines((before) => withFate(before, line, 'delivered'))
    } catch {
      setLines((before) => withFate(before, line, 'dropped'))
    }
  }

  const toldAt = useRef(0)
  function type() {
    if (Date.now() - toldAt.current < TELL_INTERVAL) return
    toldAt.current = Date.now()
    // Worth nothing later: it is not kept while the link is down.
    if (joined.name === 'joined') room.send('typing', {}, { volatile: true })
  }

  return { people, lines, send, type }
}

export function Chat({ name }: { name: string }) {
  const { people, lines, send, type } = useConversation(name)

  function submit(event: SyntheticEvent<HTMLFormElement>) {
    event.preventDefault()
    const field = event.currentTarget.elements.namedItem('text') as HTMLInputElement
    const text = field.value.trim().slice(0, MAX_TEXT)
    if (text) void send({ id: `${tab}-${Date.now().toString(36)}-${lines.length}`, from: name, text, at: Date.now() })
    field.value = ''
  }

  return (
    <section id="chat" className="card chat" aria-labelledby="chat-title">
      <div className="heading">
        <h2 id="chat-title">Chat between tabs</h2>
        <p id="people" className="note">
          {people && presenceOf(people, name)}
        </p>
      </div>
      <Lines lines={lines} onAgain={(line) => void send(line)} />
      <Writer />
      <form id="chat-form" className="chat-form" onSubmit={submit}>
        <label htmlFor="chat-text" className="hidden">
          Message
        </label>
        <input
          id="chat-text"
          name="text"
          type="text"
          maxLength={MAX_TEXT}
          placeholder={`Say something as ${name}`}
          autoComplete="off"
          enterKeyHint="send"
          required
          onInput={type}
        />
        <button type="submit" className="primary">
          Send
        </button>
      </form>
    </section>
  )
}

function Lines({ lines, onAgain }: { lines: readonly Shown[]; onAgain: (line: Shown) => void }) {
  const scroller = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight })
  }, [lines.length])
  return (
    <div id="chat-log" className="chat-log" role="log" aria-label="Chat messages" tabIndex={0} ref={scroller}>
      <ol id="chat-lines" className="chat-lines">
        {lines.map((line) => (
          <li key={line.id} className={line.fate ? 'chat-line own' : 'chat-line'}>
            <p className="chat-head">
              <span className="chat-name">{line.from}</span>
              <time className="chat-time">{timeOfDay(line.at)}</time>
              {line.fate && (
                <span className="fate" data-fate={line.fate}>
                  {line.fate}
                </span>
              )}
              {line.fate === 'dropped' && (
                <button type="button" className="again" onClick={() => onAgain(line)}>
                  Send again
                </button>
              )}
            </p>
            <p className="chat-text">{line.text}</p>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Who writes something just now. */
function Writer() {
  const [writer, setWriter] = useState<string>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const room = useChannel('room:lobby')
  useEvent(room, 'typing', ({ id, name }) => {
    if (id === tab) return
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setWriter(undefined), SHOWN)
    setWriter(name)
  })
  useEvent(room, 'said', () => setWriter(undefined))
  useEffect(() => () => clearTimeout(timer.current), [])
  return (
    <p id="typing" className="note typing">
      {writer && `${writer} is writing …`}
    </p>
  )
}
