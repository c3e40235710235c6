// A component that shows all that hooks give.
import { createElement } from 'react'
import { messages } from '../../fake/chat.ts'
import { hooks } from './stage.ts'

const { useChannel, useConnectionState, useJoin, useLatest, useList, useRequest } = hooks
const params = { text: 'a' }

export function Chat() {
  const connection = useConnectionState(({ name }) => name)
  const room = useChannel('room:1')
  const { name } = useJoin(room, { token: 't' })
  const list = useList(room, 'message', { initial: messages(1) })
  const { who } = useLatest(room, 'typing', { who: 'nobody' })
  const { data, isPending } = useRequest(room, 'find', { params })
  const shown = [connection, name, list.at(-1)?.id, who, isPending ? 'asking' : data]
  return createElement('p', null, shown.join(' '))
}
