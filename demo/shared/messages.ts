/** What travels over the demo's link, and how each end reads it: what is not one of these is no message. */

export interface ChatLine {
  id: string
  from: string
  text: string
  /** When the server took it in, epoch ms. */
  at: number
}

export interface Sample {
  /** Share of all cores in use over the last half second, percent. */
  cpu: number
  /** Average number of runnable processes over the last minute. */
  load: number
  memoryUsed: number
  memoryTotal: number
  /** Longest time that something ready to run had to wait in the server's event loop of late, ms. */
  loopDelay: number
}

/** What the server has seen of one batch of numbered items. */
export interface Tally {
  batch: string
  received: number
  missing: number
  repeated: number
}

export type ServerMessage =
  | { type: 'welcome'; cores: number; platform: string; history: ChatLine[] }
  | { type: 'people'; count: number; names: string[] }
  | ({ type: 'sample' } & Sample)
  | { type: 'said'; line: ChatLine }
  | { type: 'numbered'; n: number }
  | ({ type: 'tally' } & Tally)

export type ClientMessage =
  | { type: 'here'; name: string }
  | { type: 'say'; id: string; from: string; text: string }
  | { type: 'item'; batch: string; n: number }
  | { type: 'rate'; perSecond: number }

/** The heartbeat is compared as text, so that neither end parses it. */
export const PING = '{"type":"ping"}'
export const PONG = '{"type":"pong"}'

export const MAX_TEXT = 500
export const MAX_NAME = 40
export const MAX_ID = 64
/** Of numbered messages a second, to one tab. */
export const MAX_RATE = 1_000

export function parseServerMessage(data: unknown): ServerMessage | undefined {
  const fields = parseFields(data)
  switch (fields?.['type']) {
    case 'welcome':
      return isWelcome(fields) ? fields : undefined
    case 'people':
      return hasNumbers(fields, 'count') && isNames(fields['names']) ? (fields as ServerMessage & Fields) : undefined
    case 'sample':
      return hasNumbers(fields, 'cpu', 'load', 'memoryUsed', 'memoryTotal', 'loopDelay')
        ? (fields as ServerMessage & Fields)
        : undefined
    case 'said':
      return isChatLine(fields['line']) ? (fields as ServerMessage & Fields) : undefined
    case 'numbered':
      return hasNumbers(fields, 'n') ? (fields as ServerMessage & Fields) : undefined
    case 'tally':
      return isText(fields['batch'], MAX_ID) && hasNumbers(fields, 'received', 'missing', 'repeated')
        ? (fields as ServerMessage & Fields)
        : undefined
    default:
      return undefined
  }
}

export function parseClientMessage(data: unknown): ClientMessage | undefined {
  const fields = parseFields(data)
  switch (fields?.['type']) {
    case 'here':
      return isText(fields['name'], MAX_NAME) ? (fields as ClientMessage & Fields) : undefined
    case 'say':
      return isText(fields['id'], MAX_ID) && isText(fields['from'], MAX_NAME) && isText(fields['text'], MAX_TEXT)
        ? (fields as ClientMessage & Fields)
        : undefined
    case 'item':
      return isText(fields['batch'], MAX_ID) && hasNumbers(fields, 'n') ? (fields as ClientMessage & Fields) : undefined
    case 'rate':
      return isRate(fields['perSecond']) ? (fields as ClientMessage & Fields) : undefined
    default:
      return undefined
  }
}

type Fields = Record<string, unknown>

function parseFields(data: unknown): Fields | undefined {
  if (typeof data !== 'string') return undefined
  try {
    const value: unknown = JSON.parse(data)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isWelcome(fields: Fields): fields is ServerMessage & Fields {
  const history = fields['history']
  return (
    hasNumbers(fields, 'cores') &&
    isText(fields['platform'], MAX_NAME) &&
    Array.isArray(history) &&
    history.every(isChatLine)
  )
}

function isChatLine(value: unknown): value is ChatLine {
  return (
    isFields(value) &&
    isText(value['id'], MAX_ID) &&
    isText(value['from'], MAX_NAME) &&
    isText(value['text'], MAX_TEXT) &&
    hasNumbers(value, 'at')
  )
}

function isRate(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_RATE
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => isText(name, MAX_NAME))
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= longest
}

function hasNumbers(fields: Fields, ...names: string[]): boolean {
  return names.every((name) => Number.isFinite(fields[name]))
}
