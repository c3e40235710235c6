import { wrongOption } from './option.ts'

/** What a full outbox does with one message more: refuse it with an error, make room, or drop it. */
export type Overflow = 'reject' | 'drop-oldest' | 'drop-newest'

const policies: readonly Overflow[] = ['reject', 'drop-oldest', 'drop-newest']

export function readOverflow(value: Overflow | undefined, fallback: Overflow): Overflow {
  if (value === undefined) return fallback
  if (!policies.includes(value)) throw wrongOption('outbox.overflow', policies.join(', '), value)
  return value
}
