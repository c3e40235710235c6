// Runs a block of a document as a program of its own.
import { runInThisContext } from 'node:vm'
import ts from 'typescript'
import type { Block } from './markdown.ts'

/** `modules` is what it can import, `globals` what it sees beside the globals of this process. */
export async function run(
  block: Block,
  modules: Record<string, unknown>,
  globals: Record<string, unknown> = {},
): Promise<void> {
  const { outputText } = ts.transpileModule(block.text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const parameters = ['require', 'exports', ...Object.keys(globals)].join(', ')
  const program = runInThisContext(`(async (${parameters}) => {${outputText}\n})`, {
    filename: block.at,
  }) as Program
  await program((name) => modules[name], {}, ...Object.values(globals))
}

type Program = (require: (name: string) => unknown, exports: object, ...globals: unknown[]) => Promise<void>
