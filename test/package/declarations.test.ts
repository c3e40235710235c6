import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import typescript from 'typescript'
import { beforeAll, describe, expect, inject, test } from 'vitest'

// What a user writes, in a file for each way to resolve modules.
const source = `
import { ReconnectingWebSocket, createClient, defineChannel, raw, isHoldfastError } from 'holdfast'

export const socket: WebSocket = new ReconnectingWebSocket('/feed', ['v2'], { heartbeat: false })
export const client = createClient('/feed', { protocol: raw() })
export const off: () => void = client.on('message', (data: string | ArrayBuffer) => data)
export const name: string = client.state.name
export const is: boolean = isHoldfastError(new Error('no'))

// Inferred, so that the compiler must be able to name all of it.
const channels = {
  'room:*': defineChannel<{
    receive: { message: { text: string } }
    send: { typing: { who: string } }
    request: { say(params: { text: string }): { id: string } }
    params: { token: string }
    joined: { members: string[] }
  }>(),
}
export const typed = createClient('/feed', { channels })
export const room = typed.channel('room:42')
export const { on, once, messages, send, request, join } = room
export const states = () => [room.state, typed.state]
`

// The same for the server's half, which runs in Node.
const serverSource = `
import { defineChannel } from 'holdfast'
import { createServer } from 'holdfast/server'
import { createTestServer } from 'holdfast/testing'

export const channels = { 'room:*': defineChannel<{ receive: { message: { text: string } }; joined: { members: string[] } }>() }
export const server = createServer({ channels, port: 0, authenticate: () => ({ user: { name: 'ada' } }) })
export const { publish, kick, stats } = server
export const fake = createTestServer({ channels })
`

const consumers = [
  { resolution: 'Bundler', module: 'ESNext', files: ['bundled.ts'], finds: ['holdfast.d.mts'] },
  {
    resolution: 'Node16',
    module: 'Node16',
    files: ['module.mts', 'commonjs.cts'],
    finds: ['holdfast.d.mts', 'holdfast.d.cts'],
  },
] as const

const inConsumer = (file: string) => join(inject('consumer'), file)

beforeAll(() => {
  for (const file of consumers.flatMap(({ files }) => files)) writeFileSync(inConsumer(file), source)
})

describe.each(['typescript-5.2', 'typescript-5.6', 'typescript'])('%s', (compiler) => {
  test.each(consumers)('compiles with moduleResolution $resolution', async (consumer) => {
    const { default: ts } = (await import(compiler)) as { default: typeof typescript }
    const program = ts.createProgram(consumer.files.map(inConsumer), {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind[consumer.module],
      moduleResolution: ts.ModuleResolutionKind[consumer.resolution],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      // 5.2 cannot name in a declaration what an entry point exports from another file.
      declaration: compiler !== 'typescript-5.2',
      types: [],
    })

    const problems = ts.getPreEmitDiagnostics(program)
    expect(problems.map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, '\n'))).toEqual([])
    const declarations = program.getSourceFiles().map(({ fileName }) => basename(fileName))
    expect(declarations).toEqual(expect.arrayContaining([...consumer.finds]))
  })
})

test('declarations of a server name what they hold', () => {
  writeFileSync(inConsumer('server.mts'), serverSource)
  const program = typescript.createProgram([inConsumer('server.mts')], {
    target: typescript.ScriptTarget.ES2022,
    module: typescript.ModuleKind.Node16,
    moduleResolution: typescript.ModuleResolutionKind.Node16,
    strict: true,
    exactOptionalPropertyTypes: true,
    declaration: true,
    types: ['node'],
    typeRoots: [resolve('node_modules/@types')],
  })

  const problems = typescript.getPreEmitDiagnostics(program)
  expect(problems.map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
})

test('the public declarations hold no any', () => {
  const path = 'dist/holdfast.d.mts'
  const file = typescript.createSourceFile(path, readFileSync(path, 'utf8'), typescript.ScriptTarget.ES2022)
  const lines: number[] = []
  const visit = (node: typescript.Node): void => {
    if (node.kind === typescript.SyntaxKind.AnyKeyword) {
      lines.push(file.getLineAndCharacterOfPosition(node.pos).line + 1)
    }
    typescript.forEachChild(node, visit)
  }
  visit(file)
  expect(lines).toEqual([])
})
