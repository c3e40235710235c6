// Clients with a listener for each of many channels, or for what they have in place of channels.
import { Centrifuge } from 'centrifuge'
import { createClient as createGraphqlClient } from 'graphql-ws'
import { createClient } from 'holdfast'
import { Socket as PhoenixSocket } from 'phoenix'
import { io, WebSocket as EngineWebSocket } from 'socket.io-client'
import { StandIn } from './stand-in.ts'

export interface Item {
  n: number
  from: string
  text: string
}

export interface Dispatcher {
  /** The message that brings an item to a channel. */
  write(channel: number, item: Item): string
  close(): void
}

/** Soon has a link, a {@link StandIn}, and listens to all channels. */
export type Open = (channels: number[], handler: (item: Item) => void) => Dispatcher

const url = 'ws://stand-in.test/'
const room = (channel: number) => `room:${channel}`

/** By the name of the subject. */
export const dispatchers: Record<string, Open> = {
  Holdfast(channels, handler) {
    const client = createClient(url, { WebSocket: StandIn })
    for (const channel of channels) client.channel(room(channel)).on('message', (item) => handler(item as Item))
    return {
      write: (channel, data) => JSON.stringify({ type: 'event', channel: room(channel), event: 'message', data }),
      close: () => client.close(),
    }
  },

  // Without channels: as many events.
  'socket.io-client'(channels, handler) {
    const socket = io(url, { transports: [EngineStandIn], forceNew: true })
    for (const channel of channels) socket.on(room(channel), handler)
    return {
      write: (channel, item) => `42${JSON.stringify([room(channel), item])}`,
      close: () => socket.close(),
    }
  },

  phoenix(channels, handler) {
    const socket = new PhoenixSocket(url, { transport: StandIn })
    socket.connect()
    for (const number of channels) {
      const channel = socket.channel(room(number))
      channel.on('message', handler)
      channel.join()
    }
    return {
      write: (channel, item) => JSON.stringify([null, null, room(channel), 'message', item]),
      close: () => socket.disconnect(),
    }
  },

  centrifuge(channels, handler) {
    const client = new Centrifuge(url, { websocket: StandIn })
    client.connect()
    for (const channel of channels) {
      const subscription = client.newSubscription(room(channel))
      subscription.on('publication', ({ data }) => handler(data as Item))
      subscription.subscribe()
    }
    return {
      write: (channel, data) => JSON.stringify({ push: { channel: room(channel), pub: { data } } }),
      close: () => client.disconnect(),
    }
  },

  // Without channels: as many subscriptions.
  'graphql-ws'(channels, handler) {
    let lastId = 0
    const client = createGraphqlClient({ url, webSocketImpl: StandIn, generateID: () => String(lastId++) })
    for (const channel of channels) {
      const query = `subscription { room(id: ${channel}) { n from text } }`
      const next = ({ data }: { data?: { room: Item } | null }) => data && handler(data.room)
      client.subscribe<{ room: Item }>({ query }, { next, error: () => undefined, complete: () => undefined })
    }
    return {
      write: (channel, item) =>
        JSON.stringify({ id: String(channel), type: 'next', payload: { data: { room: item } } }),
      // To terminate would be a break, after which it comes back.
      close: () => void client.dispose(),
    }
  },
}

class EngineStandIn extends EngineWebSocket {
  override createSocket(url: string): StandIn {
    return new StandIn(url)
  }
}
