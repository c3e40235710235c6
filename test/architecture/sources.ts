// Reads the sources with the TypeScript compiler and answers what they import, use and contain.
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as { config: object }
const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
const program = ts.createProgram(fileNames, options)
const checker = program.getTypeChecker()

export interface Source {
  /** Relative to src/, without its ending. */
  name: string
  file: ts.SourceFile
}

export const sources: Source[] = fileNames.map((path) => {
  const file = program.getSourceFile(path)
  if (file === undefined) throw new Error(`${path} is not in the program`)
  return { name: relative('src', path).replace(/\.tsx?$/, ''), file }
})

/** The sources that this one imports or re-exports from, for values or only for types. */
export function findImports({ name, file }: Source): string[] {
  return findNodes(file, isModuleReference)
    .map(({ text }) => text)
    .filter((text) => text.startsWith('.'))
    .map((text) => join(dirname(name), text).replace(/\.tsx?$/, ''))
}

function isModuleReference(node: ts.Node): node is ts.StringLiteral {
  if (!ts.isStringLiteral(node)) return false
  const { parent } = node
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true
  if (ts.isCallExpression(parent)) return parent.expression.kind === ts.SyntaxKind.ImportKeyword
  return ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent)
}

export interface Use {
  name: string
  declaredBy: 'host' | 'language'
  /** `file:line` */
  at: string
}

/** Names used as values that the host or the language declares. */
export function findGlobals(source: Source): Use[] {
  return findNodes(source.file, ts.isIdentifier).flatMap((identifier) => {
    const declaredBy = isValue(identifier) ? findDeclarer(identifier) : undefined
    if (declaredBy === undefined) return []
    return [{ name: fullName(identifier), declaredBy, at: locate(source, identifier) }]
  })
}

function isValue(identifier: ts.Identifier): boolean {
  const { parent } = identifier
  // `typeof setTimeout` in a type does not use the timer.
  if (ts.isPartOfTypeNode(identifier) || ts.isTypeQueryNode(parent)) return false
  return !(ts.isPropertyAccessExpression(parent) && parent.name === identifier)
}

function findDeclarer(identifier: ts.Identifier): Use['declaredBy'] | undefined {
  // It has no declaration, yet everything of the host hangs on it.
  if (identifier.text === 'globalThis') return 'host'

  const symbol = ts.isShorthandPropertyAssignment(identifier.parent)
    ? checker.getShorthandAssignmentValueSymbol(identifier.parent)
    : checker.getSymbolAtLocation(identifier)
  const declaration = symbol?.declarations?.find(isGlobalDeclaration)
  if (declaration === undefined) return undefined
  return /lib\.es[^/]*$/.test(declaration.getSourceFile().fileName) ? 'language' : 'host'
}

function isGlobalDeclaration(declaration: ts.Declaration): boolean {
  const file = declaration.getSourceFile()
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  return program.isSourceFileDefaultLibrary(file) && statement.parent === file
}

/** `Math.random` is told apart from `Math.min`, which is pure. */
function fullName({ text, parent }: ts.Identifier): string {
  return text === 'Math' && ts.isPropertyAccessExpression(parent) ? `Math.${parent.name.text}` : text
}

/** Where an object that sends, closes and has a readyState is constructed. */
export function findNewSockets(source: Source): string[] {
  return findNodes(source.file, ts.isNewExpression)
    .filter((node) => {
      const type = checker.getTypeAtLocation(node)
      return ['send', 'close', 'readyState'].every((name) => type.getProperty(name) !== undefined)
    })
    .map((node) => locate(source, node))
}

/** Functions longer than this, by their first lines. */
export function findLongFunctions(source: Source, longest: number): string[] {
  return findNodes(source.file, ts.isFunctionLike)
    .filter((node) => lineOf(source, node.end) - lineOf(source, node.getStart()) >= longest)
    .map((node) => locate(source, node))
}

export function countLines({ file }: Source): number {
  return file.text.trimEnd().split('\n').length
}

export function findNodes<Found extends ts.Node>(root: ts.Node, isFound: (node: ts.Node) => node is Found): Found[] {
  const found: Found[] = []
  const visit = (node: ts.Node): void => {
    if (isFound(node)) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(root)
  return found
}

function locate(source: Source, node: ts.Node): string {
  return `${source.name}:${lineOf(source, node.getStart())}`
}

function lineOf({ file }: Source, position: number): number {
  return file.getLineAndCharacterOfPosition(position).line + 1
}
