import { readOptions } from '../policy/option.ts'

// How much one client may ask of a server.

/** How much one client may ask. */
export interface Limits {
  /** A larger message ends the link with 1009. @default 1_048_576 */
  messageBytes?: number
  /** More messages in a second end the link with 4906. @default 5_000 */
  messagesPerSecond?: number
  /** What a client asks while so much of it is not answered yet is refused with `busy`. @default 5_000 */
  pending?: number
  /** One subscription more is refused with `too-many-subscriptions`. @default 1_000 */
  subscriptions?: number
  /** One link more from the same address is closed with 4429. @default Infinity, since many users may share a proxy's */
  linksPerAddress?: number
  /** A client that lets more bytes wait reads too slowly: its link ends with 4905. @default 8_388_608 */
  bufferedBytes?: number
  /** So many malformed messages end the link with 4904. @default 100 */
  malformed?: number
  /** A client that is not authenticated after so many ms is closed with 4408. @default 10_000 */
  authenticateTimeout?: number
}

/** @throws TypeError or RangeError */
export function readLimits(limits: Limits): Required<Limits> {
  const defaults = {
    messageBytes: 2 ** 20,
    messagesPerSecond: 5_000,
    pending: 5_000,
    subscriptions: 1_000,
    linksPerAddress: Infinity,
    bufferedBytes: 2 ** 23,
    malformed: 100,
    authenticateTimeout: 10_000,
  }
  return readOptions(limits, defaults, 1, 'limits.')
}
