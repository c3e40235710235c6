// Packs the package and installs the tarball into an empty project, as a user does, but without a network.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'

interface Packed {
  filename: string
  files: { path: string }[]
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The packed tarball. */
    tarball: string
    /** What the tarball holds, relative to the package. */
    contents: string[]
    /** An empty project in which the package is installed. */
    consumer: string
  }
}

export default function install(project: TestProject): () => void {
  const consumer = mkdtempSync(join(tmpdir(), 'holdfast-consumer-'))
  const [packed] = pack('.', consumer)
  const [dependency] = pack('node_modules/eventemitter3', consumer)
  const [peer] = pack('node_modules/ws', consumer)
  if (packed === undefined || dependency === undefined || peer === undefined)
    throw new Error('npm pack made no tarball')

  writeFileSync(join(consumer, 'package.json'), '{ "private": true }')
  const tarballs = [packed, dependency, peer].map(({ filename }) => `./${filename}`)
  npm(['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs], consumer)

  // Frameworks that the bindings are peers of.
  for (const peer of ['react', 'vue']) symlinkSync(resolve('node_modules', peer), join(consumer, 'node_modules', peer))

  project.provide('tarball', join(consumer, packed.filename))
  project.provide('contents', packed.files.map(({ path }) => path).sort())
  project.provide('consumer', consumer)
  return () => rmSync(consumer, { recursive: true })
}

function pack(folder: string, destination: string): Packed[] {
  const report = npm(['pack', resolve(folder), '--json', '--ignore-scripts'], destination)
  return JSON.parse(report) as Packed[]
}

function npm(command: string[], folder: string): string {
  return execFileSync('npm', command, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
