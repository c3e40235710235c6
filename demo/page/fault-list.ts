/** The faults that one can order, in words. */
import type { FaultName, FaultOrder } from '../shared/faults.ts'

export interface Fault {
  /** The button is `#fault-<id>`. */
  id: string
  name: FaultName
  label: string
  /** What it does, and what to watch. */
  does: string
  watch: string
  order?: Omit<FaultOrder, 'tab'>
}

export const faults: Fault[] = [
  {
    id: 'kill',
    name: 'kill',
    label: 'Kill the link',
    does: 'Cuts the TCP connection without a goodbye.',
    watch: 'A new link within a second.',
  },
  {
    id: 'mute',
    name: 'mute',
    label: 'Play dead',
    does: 'The server stops reading and writing, but hangs up nothing.',
    watch: 'The heartbeat notices within 4 s.',
  },
  {
    id: 'refuse',
    name: 'refuse',
    label: 'Refuse, 15 s',
    does: 'Cuts the link and answers new ones with 503.',
    watch: 'The waits grow, and you can cut them short.',
    order: { seconds: 15 },
  },
  {
    id: 'flap',
    name: 'flap',
    label: 'Flap, 20 s',
    does: 'Lets each new link in and drops it at once.',
    watch: 'A success that does not last is no reason to hammer.',
    order: { seconds: 20 },
  },
  {
    id: 'slow',
    name: 'slow',
    label: 'Slow down',
    does: 'Holds up each message by 400 ms, both ways.',
    watch: 'Latency rises, the link stays.',
    order: { delay: 400 },
  },
  {
    id: 'restart',
    name: 'restart',
    label: 'Restart',
    does: 'As a deployment: closes with 1012, back after 4 s.',
    watch: 'Comes back spread over some seconds, not all at once.',
  },
  {
    id: 'restart-hint',
    name: 'restart',
    label: 'Restart, with a hint',
    does: 'The same, and the close reason says when to come back.',
    watch: 'One wait, no vain attempt.',
    order: { hint: true },
  },
  {
    id: 'close',
    name: 'close',
    label: 'Close with',
    does: 'The server says goodbye with the code that you choose.',
    watch: 'Some codes mean try again, some mean stop.',
  },
  {
    id: 'burst',
    name: 'burst',
    label: 'Burst, 10 s',
    does: '1,000 messages a second.',
    watch: 'The page stays fluid: see its slowest frame.',
    order: { seconds: 10 },
  },
  {
    id: 'heal',
    name: 'heal',
    label: 'Heal',
    does: 'Ends every fault that goes on.',
    watch: 'The next attempt succeeds.',
  },
]

export const closeCodes = [
  { code: 4000, meaning: 'application' },
  { code: 4401, meaning: 'unauthorized' },
  { code: 4403, meaning: 'forbidden' },
  { code: 1013, meaning: 'overloaded' },
  { code: 1001, meaning: 'going away' },
  { code: 1011, meaning: 'server error' },
]
