import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import typescript from 'typescript'
import { beforeAll, describe, expect, inject, test } from 'vitest'

// A file of a user for each kind of module; the first compiles to ESM, the others to CommonJS or by package.json.
const source = `
import { ReconnectingWebSocket, createClient, raw, isHoldfastError } from 'holdfast'

export const socket: WebSocket = new ReconnectingWebSocket('/feed', ['v2'], { heartbeat: false })
export const client = createClient('/feed', { protocol: raw() })
export const off: () => void = client.on('message', (data: string | ArrayBuffer) => data)
export const name: string = client.state.name
export const is: boolean = isHoldfastError(new Error('no'))
`

const consumers = [
  { file: 'consumer.ts', module: 'ESNext', moduleResolution: 'Bundler', finds: 'holdfast.d.mts' },
  { file: 'consumer.mts', module: 'Node16', moduleResolution: 'Node16', finds: 'holdfast.d.mts' },
  { file: 'consumer.cts', module: 'Node16', moduleResolution: 'Node16', finds: 'holdfast.d.cts' },
  { file: 'consumer.ts', module: 'CommonJS', moduleResolution: 'Node10', finds: 'holdfast.d.cts' },
] as const

beforeAll(() => {
  for (const { file } of consumers) writeFileSync(join(inject('consumer'), file), source)
})

describe.each(['typescript-5.2', 'typescript-5.6', 'typescript'])('%s', (compiler) => {
  test.each(consumers)('compiles $file with moduleResolution $moduleResolution', async (consumer) => {
    const { default: ts } = (await import(compiler)) as { default: typeof typescript }
    const program = ts.createProgram([join(inject('consumer'), consumer.file)], {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind[consumer.module],
      moduleResolution: ts.ModuleResolutionKind[consumer.moduleResolution],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
    })

    const problems = ts.getPreEmitDiagnostics(program)
    expect(problems.map((problem) => ts.flattenDiagnosticMessageText(problem.messageText, '\n'))).toEqual([])
    const declarations = program.getSourceFiles().map(({ fileName }) => fileName)
    expect(declarations).toContainEqual(expect.stringContaining(`dist/${consumer.finds}`))
  })
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
