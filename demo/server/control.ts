/** `POST /control/<fault>`: reads an order and hands it to the faults. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { MAX_ID } from '../shared/channels.ts'
import { faultNames, type FaultName, type FaultOrder } from '../shared/faults.ts'
import type { Faults } from './faults.ts'
import { isSameOrigin } from './origin.ts'

const MAX_BODY = 1_024
const MAX_SECONDS = 3_600
const MAX_DELAY = 10_000

export async function control(request: IncomingMessage, response: ServerResponse, faults: Faults): Promise<void> {
  if (request.method !== 'POST') return answer(response, 405, { error: 'Only POST.' })
  // A page of another origin must not be able to break this one's links.
  if (!isSameOrigin(request)) return answer(response, 403, { error: 'Only from the demo page itself.' })
  const fault = request.url?.slice('/control/'.length)
  if (!isFaultName(fault)) return answer(response, 404, { error: `One of: ${faultNames.join(', ')}.` })
  const order = parseOrder(await readBody(request))
  if (typeof order === 'string') return answer(response, 400, { error: order })
  answer(response, 200, faults.run(fault, order))
}

function isFaultName(name: string | undefined): name is FaultName {
  return faultNames.some((known) => known === name)
}

/** The order, or what is wrong with it. */
function parseOrder(body: string | undefined): FaultOrder | string {
  const fields = parseJson(body)
  if (typeof fields !== 'object' || fields === null) return 'The body must be a JSON object.'
  const { tab, everyone, seconds, delay, code, hint } = fields as Record<keyof FaultOrder, unknown>
  if (typeof tab !== 'string' || tab === '' || tab.length > MAX_ID) return 'tab must be the id of a tab.'
  const order: FaultOrder = { tab, everyone: everyone === true, hint: hint === true }
  if (seconds !== undefined) {
    if (!isWithin(seconds, 0, MAX_SECONDS)) return `seconds must be between 0 and ${MAX_SECONDS}.`
    order.seconds = seconds
  }
  if (delay !== undefined) {
    if (!isWithin(delay, 0, MAX_DELAY)) return `delay must be between 0 and ${MAX_DELAY} ms.`
    order.delay = delay
  }
  if (code !== undefined) {
    if (!isCloseCode(code)) return 'code must be one that a server may send: 1000 to 1014 or 3000 to 4999.'
    order.code = code
  }
  return order
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && value >= least && value <= most
}

function isCloseCode(code: unknown): code is number {
  const isReserved = code === 1004 || code === 1005 || code === 1006
  return Number.isInteger(code) && !isReserved && (isWithin(code, 1000, 1014) || isWithin(code, 3000, 4999))
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Undefined if it is longer than any order. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  request.setEncoding('utf8')
  let body = ''
  for await (const chunk of request as AsyncIterable<string>) {
    body += chunk
    if (body.length > MAX_BODY) return undefined
  }
  return body
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(JSON.stringify(body))
}
