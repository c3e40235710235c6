// What goes wrong in a soak: one fault at a time, drawn by chance, to the links that are up or to those that come.
import {
  badAccept,
  blackhole,
  blackholeAfter,
  delay,
  answers,
  fin,
  flap,
  halfClose,
  reset,
  resetAfter,
  throttle,
} from '../scenario/proxy.ts'
import type { FaultProxy } from '../scenario/proxy.ts'
import { roomNames, type Rooms } from './rooms.ts'

export interface Scene {
  proxy: FaultProxy
  rooms: Rooms
  /** At least 0 and less than `below`, whole. */
  draw(below: number): number
}

type Act = (scene: Scene) => void | Promise<void>

export const faults: Readonly<Record<string, Act>> = {
  reset: ({ proxy }) => proxy.strike(reset),
  'reset in the middle of a frame': ({ proxy, draw }) => proxy.strike(resetAfter(draw(2_000), draw(2) ? 'down' : 'up')),
  'end without a close': ({ proxy }) => proxy.strike(fin),
  'half close': ({ proxy }) => proxy.strike(halfClose),
  silence: ({ proxy }) => proxy.strike(blackhole),
  'silence in the middle of a frame': ({ proxy, draw }) => proxy.strike(blackholeAfter(draw(2_000))),
  delay: ({ proxy, draw }) => proxy.strike(delay(draw(150))),
  throttle: ({ proxy, draw }) => proxy.strike(throttle(5_000 + draw(50_000))),
  'refused upgrades': ({ proxy, draw }) => {
    proxy.next(answers([401, 403, 502, 503][draw(4)]!), answers(503))
    proxy.strike(reset)
  },
  'a wrong answer to the upgrade': ({ proxy }) => {
    proxy.next(badAccept)
    proxy.strike(reset)
  },
  'an upgrade without an answer': ({ proxy }) => {
    proxy.next(blackhole)
    proxy.strike(reset)
  },
  flapping: ({ proxy, draw }) => {
    proxy.next(flap(draw(50)), flap(draw(50)))
    proxy.strike(reset)
  },
  kick: ({ rooms, draw }) => rooms.kick(roomNames[draw(roomNames.length)]!),
  'close by the server': ({ rooms, draw }) => rooms.closeOne([1001, 1011, 1012, 4000, 4401, 4900][draw(6)]!),
  'a restart of the server': ({ rooms }) => rooms.restart(),
}

export const names = Object.keys(faults)
