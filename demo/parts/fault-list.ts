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
    does: 'Cuts the connection without a goodbye.',
    watch: 'Back within a second or two.',
  },
  {
    id: 'mute',
    name: 'mute',
    label: 'Play dead',
    does: 'Falls silent, but hangs up nothing.',
    watch: 'The heartbeat notices within 4 s.',
  },
  {
    id: 'refuse',
    name: 'refuse',
    label: 'Refuse, 15 s',
    does: 'Cuts the link, answers new ones 503.',
    watch: 'The waits grow.',
    order: { seconds: 15 },
  },
  {
    id: 'flap',
    name: 'flap',
    label: 'Flap, 20 s',
    does: 'Lets each link in and drops it at once.',
    watch: 'No hammering: the waits grow.',
    order: { seconds: 20 },
  },
  {
    id: 'slow',
    name: 'slow',
    label: 'Slow down',
    does: 'Holds up messages by 400 ms each way.',
    watch: 'Latency rises, the link stays.',
    order: { delay: 400 },
  },
  {
    id: 'restart',
    name: 'restart',
    label: 'Restart',
    does: 'Closes with 1012, is back after 4 s.',
    watch: 'Clients come back spread out.',
  },
  {
    id: 'restart-hint',
    name: 'restart',
    label: 'Restart, hint',
    does: 'The same, and says when to come back.',
    watch: 'One wait, no vain attempt.',
    order: { hint: true },
  },
  {
    id: 'close',
    name: 'close',
    label: 'Close with',
    does: 'Says goodbye with a code;',
    watch: 'some mean stop.',
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
