// Makes a program of its own of a block of a document, and runs it.
import { runInThisContext } from 'node:vm'
import ts from 'typescript'
import type { Block } from './markdown.ts'

/** `modules` is what it can import, `globals` what it sees beside the globals of this process. Resolves with its exports. */
export async function run(
  block: Block,
  modules: Record<string, unknown>,
  globals: Record<string, unknown> = {},
): Promise<Record<string, unknown>> {
  const outputText = compile(block, ts.ModuleKind.CommonJS)
  const parameters = ['require', 'exports', ...Object.keys(globals)].join(', ')
  const program = runInThisContext(`(async (${parameters}) => {${outputText}\n})`, {
    filename: block.at,
  }) as Program
  const exported = {}
  await program((name) => modules[name], exported, ...Object.values(globals))
  return exported
}

/** The block as a module for a page, which has to know where its imports lead. */
export function compileModule(block: Block): string {
  return compile(block, ts.ModuleKind.ESNext)
}

function compile({ text }: Block, module: ts.ModuleKind): string {
  return ts.transpileModule(text, {
    compilerOptions: { module, target: ts.ScriptTarget.ES2022, jsx: ts.JsxEmit.ReactJSX },
  }).outputText
}

type Program = (require: (name: string) => unknown, exports: object, ...globals: unknown[]) => Promise<void>
