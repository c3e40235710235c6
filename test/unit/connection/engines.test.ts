// What engines do differently, and what Holdfast makes of it.
import { describe, expect, test } from 'vitest'
import { ClientStage, DropInStage, stagePage } from '../../fake/stage.ts'

async function dialling(protocols: string[] = []): Promise<DropInStage> {
  const stage = new DropInStage({}, protocols)
  await stage.clock.advance(0)
  return stage
}

describe('attempt over sockets that differ', () => {
  test('takes error with readyState 3 and no close for a failed dial', async () => {
    const stage = await dialling()
    stage.socket.readyState = 3
    stage.socket.error()
    await stage.clock.advance(0)
    expect(stage.events).toEqual(['error', 'close 1006'])
    expect(stage.dropIn.state).toMatchObject({ name: 'waiting', cause: { kind: 'refused' } })
  })

  test('waits for the close that follows an error', async () => {
    const stage = await dialling()
    stage.socket.error()
    await stage.clock.advance(100)
    expect(stage.events).toEqual([])
    stage.socket.end(1011)
    expect(stage.events).toEqual(['error', 'close 1011'])
  })

  test('tells the code of the close that WebKit lets follow the error of an open link', async () => {
    const stage = await dialling()
    await stage.open()
    stage.socket.readyState = 3
    stage.socket.error()
    await stage.clock.advance(50)
    expect(stage.events).toEqual(['open'])
    stage.socket.end(4001)
    expect(stage.events).toEqual(['open', 'error', 'close 4001'])
  })

  test('ends an open link whose error no close follows', async () => {
    const stage = await dialling()
    await stage.open()
    stage.socket.readyState = 3
    stage.socket.error()
    await stage.clock.advance(100)
    expect(stage.events).toEqual(['open', 'error', 'close 1006'])
  })

  test('tells one end when close follows an error with readyState 3', async () => {
    const stage = await dialling()
    stage.socket.fail()
    await stage.clock.advance(100)
    expect(stage.events).toEqual(['error', 'close 1006'])
  })

  test('takes a close without error as it is', async () => {
    const stage = await dialling()
    await stage.open()
    stage.socket.end()
    expect(stage.events).toEqual(['open', 'close 1006'])
  })

  test('takes a constructor that throws for a failed dial', async () => {
    const stage = new DropInStage()
    const error = new Error('the page forbids it')
    stage.network.ondial = () => {
      throw error
    }
    await stage.clock.advance(0)
    expect(stage.dropIn.state).toMatchObject({ name: 'waiting', cause: { kind: 'refused', code: 1006, error } })
    expect(stage.events).toEqual(['error', 'close 1006'])
    stage.network.ondial = undefined
    await stage.clock.advance(3_000)
    await stage.open()
    expect(stage.dropIn.readyState).toBe(1)
  })

  test('hands on the error of a socket of Node', async () => {
    const stage = await dialling()
    const error = new Error('ECONNREFUSED')
    stage.socket.error(error)
    stage.socket.end()
    expect(stage.dropIn.state).toMatchObject({ cause: { error } })
  })

  test.for([
    [['v2', 'v1'], '', 'none of those offered'],
    [['v2'], 'V2', 'another case'],
    [['v2'], 'v3', 'one not offered'],
    [[], 'v2', 'one, though none was offered'],
  ] as const)('fails a dial that offers %j and gets "%s": %s', async ([offered, chosen]) => {
    const stage = await dialling([...offered])
    stage.socket.open(chosen)
    await stage.clock.advance(0)
    expect(stage.dropIn.state).toMatchObject({ name: 'waiting', cause: { kind: 'refused', code: 1006, opened: false } })
    expect(stage.events).toEqual(['error', 'close 1006'])
    expect(stage.network.live).toHaveLength(0)
  })

  test('offers no subprotocol that the user did not ask for', async () => {
    const stage = await dialling()
    expect(stage.socket.protocols).toEqual([])
  })

  test('gives up for good when the content security policy blocks the URL', async () => {
    const page = stagePage()
    const stage = await dialling()
    page.block('ws://server.test')
    expect(stage.dropIn.state).toMatchObject({ name: 'closed', cause: { kind: 'refused', reason: 'blocked-by-csp' } })
    expect(stage.events).toEqual(['error', 'close 1006'])
    expect(page.listeners).toBe(0)
  })

  test('does not care what the policy blocks once the link is open', async () => {
    const page = stagePage()
    const stage = await dialling()
    await stage.open()
    page.block('ws://server.test')
    expect(stage.dropIn.readyState).toBe(1)
  })

  test('survives a socket whose close throws', async () => {
    const stage = new ClientStage()
    await stage.open()
    stage.socket.close = () => {
      throw new Error('InvalidStateError')
    }
    stage.client.reconnect()
    await stage.open()
    expect(stage.client.state.name).toBe('open')
  })
})
