// Asks the TypeScript compiler what the package exports, and whether code that uses it compiles.
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'
import type { Block } from './markdown.ts'

const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
  config: { compilerOptions: object }
}
const compilerOptions = {
  ...config.compilerOptions,
  rootDir: '.',
  noEmit: true,
  types: ['node', 'vite/client'],
  jsx: 'react-jsx',
  skipLibCheck: true,
  paths: {
    holdfast: ['./src/index.ts'],
    'holdfast/react': ['./src/react/index.ts'],
    'holdfast/vue': ['./src/vue/index.ts'],
    'holdfast/server': ['./src/server/index.ts'],
    'holdfast/testing': ['./src/testing/index.ts'],
    'holdfast/adapters/nest': ['./src/adapters/nest.ts'],
    'holdfast/adapters/socket.io': ['./src/adapters/socket.io.ts'],
    // Of a server that `npm run servers` installs.
    '@nestjs/common': ['./test/interop/node_modules/@nestjs/common'],
    rxjs: ['./test/interop/node_modules/rxjs'],
  },
}
const { options, fileNames } = ts.parseJsonConfigFileContent({ ...config, compilerOptions }, ts.sys, '.')

/** What the compiler says against each block: as strict as against the sources. */
export function findProblems(blocks: readonly Block[]): string[] {
  const texts = new Map(blocks.map((block) => [nameFile(block), readScript(block)]))
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile } = host
  host.fileExists = (path) => texts.has(path) || fileExists(path)
  host.readFile = (path) => texts.get(path) ?? readFile(path)
  const program = ts.createProgram([...texts.keys()], options, host)
  const files = [...texts.keys()].map((path) => program.getSourceFile(path)!)
  return files.flatMap((file) =>
    getDiagnostics(program, file).map(({ start = 0, messageText }) => {
      const line = file.getLineAndCharacterOfPosition(start).line + 1
      const message = ts.flattenDiagnosticMessageText(messageText, '\n')
      return `${relative('.', file.fileName)}, line ${line} of the block: ${message}`
    }),
  )
}

function readScript({ language, text }: Block): string {
  return language === 'vue' ? (/<script.*?>\n(.*?)<\/script>/s.exec(text)?.[1] ?? '') : text
}

/** What a component of Vue does not read in its script, its template does. */
function getDiagnostics(program: ts.Program, file: ts.SourceFile): readonly ts.Diagnostic[] {
  const diagnostics = ts.getPreEmitDiagnostics(program, file)
  return file.text.includes('defineProps') ? diagnostics.filter((each) => !each.reportsUnnecessary) : diagnostics
}

/** Other blocks import it by the name in its first line. */
function nameFile({ at, language, text }: Block): string {
  const [, own] = /^\/\/ (\w+\.ts)\n/.exec(text) ?? []
  const ending = language === 'tsx' ? 'tsx' : 'ts'
  return resolve(own ? join(dirname(at), own) : `${at.replace(':', '-')}.${ending}`)
}

const program = ts.createProgram(fileNames, options)
const checker = program.getTypeChecker()
const index = program.getSourceFile(resolve('src/index.ts'))
const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(index!)!)

/** Relative to src/, as imports name them. */
export const sourceNames = fileNames.map((path) => relative('src', path))

export interface Option {
  name: string
  /** What stands behind its `@default`. */
  fallback: string | undefined
}

/** The options of an exported interface and, by dotted names, of those within them; inherited ones too. */
export function findOptions(name: string): Option[] {
  return listOptions(findType(name), '')
}

/** The public members of an exported type that have a name of their own. */
export function findMembers(name: string): string[] {
  const names = checker
    .getPropertiesOfType(findType(name))
    .filter((member) => !member.getJsDocTags(checker).some((tag) => tag.name === 'internal'))
    .map((member) => member.name)
  return names.filter((member) => /^\w+$/.test(member) && !member.startsWith('__'))
}

/** The strings that an exported union is made of. */
export function findStrings(name: string): string[] {
  return partsOf(findType(name)).flatMap((type) => (type.isStringLiteral() ? [type.value] : []))
}

function listOptions(type: ts.Type, prefix: string): Option[] {
  return checker.getPropertiesOfType(type).flatMap((option) => {
    const name = prefix + option.name
    const tag = option.getJsDocTags(checker).find((each) => each.name === 'default')
    const fallback = tag && ts.displayPartsToString(tag.text)
    const nested = partsOf(checker.getTypeOfSymbol(option)).filter(hasOptions)
    return [{ name, fallback }, ...nested.flatMap((part) => listOptions(part, `${name}.`))]
  })
}

function hasOptions(type: ts.Type): boolean {
  return /Options$/.test((type.aliasSymbol ?? type.getSymbol())?.name ?? '')
}

function partsOf(type: ts.Type): ts.Type[] {
  return type.isUnion() ? type.types : [type]
}

function findType(name: string): ts.Type {
  const symbol = exported.find((each) => each.name === name)
  if (symbol === undefined) throw new Error(`src/index.ts does not export ${name}`)
  return checker.getDeclaredTypeOfSymbol(
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  )
}
