// A component that shows all that composables give.
import { defineComponent, h } from 'vue'
import { messages } from '../../fake/chat.ts'
import { composables } from './stage.ts'

const { useChannel, useConnectionState, useJoin, useLatest, useList, useRequest } = composables

export const Chat = defineComponent({
  setup() {
    const connection = useConnectionState(({ name }) => name)
    const room = useChannel('room:1')
    const joined = useJoin(room, { token: 't' })
    const list = useList(room, 'message', { initial: messages(1) })
    const typing = useLatest(room, 'typing', { who: 'nobody' })
    const { data, isPending } = useRequest(room, 'find', { params: { text: 'a' } })
    return () => {
      const found = isPending.value ? 'asking' : data.value
      return h('p', [connection.value, joined.value.name, list.value.at(-1)?.id, typing.value.who, found].join(' '))
    }
  },
})
