import { domException } from '../platform/globals.ts'
import { byteLength } from './data.ts'

/** @throws InvalidAccessError and SyntaxError as the native `close()` does (WebSockets standard, section 3.1) */
export function checkClose(code: number | undefined, reason: string): void {
  if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
    throw domException('InvalidAccessError', `The close code must be 1000 or 3000 to 4999, got ${code}`)
  }
  if (byteLength(reason) > 123) throw domException('SyntaxError', 'The reason is over 123 bytes')
}
