// Compiles every *.test-d.ts beside this file as strictly as the sources are compiled. A line that must not
// compile has `// @expect-error-message <part of the message>` above it; every other line must compile.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'

const folder = import.meta.dirname
const names = readdirSync(folder).filter((name) => name.endsWith('.test-d.ts'))

const { config } = ts.readConfigFile('test/tsconfig.json', (path) => ts.sys.readFile(path)) as {
  config: object
}
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, 'test')
const paths = names.map((name) => join(folder, name))
const program = ts.createProgram(paths, { ...options, types: [], noUnusedLocals: false })

test.each(names)('%s', (name) => {
  const file = program.getSourceFile(join(folder, name))
  if (file === undefined) throw new Error(`${name} is not in the program`)

  const expected = findExpectations(file)
  const problems = ts.getPreEmitDiagnostics(program, file).map((problem) => {
    const line = file.getLineAndCharacterOfPosition(problem.start ?? 0).line + 1
    const text = ts.flattenDiagnosticMessageText(problem.messageText, '\n')
    const held = expected.find((expectation) => expectation.line === line && text.includes(expectation.text))
    return held ?? { line, text }
  })
  expect(problems).toEqual(expected)
})

interface Problem {
  line: number
  text: string
}

function findExpectations(file: ts.SourceFile): Problem[] {
  return file.text.split('\n').flatMap((text, index) => {
    const match = /^\s*\/\/ @expect-error-message (.+)$/.exec(text)
    return match?.[1] === undefined ? [] : [{ line: index + 2, text: match[1] }]
  })
}
