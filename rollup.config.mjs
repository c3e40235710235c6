import { readFileSync } from 'node:fs'
import commonjs from '@rollup/plugin-commonjs'
import resolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
import dts from 'rollup-plugin-dts'

const { name, version, license, dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
const banner = `/*! ${name} ${version} | ${license} */`
const core = 'src/index.ts'

// Each entry point of the package beside its core, by the name of its files in dist/.
const others = {
  react: 'src/react/index.ts',
  vue: 'src/vue/index.ts',
  server: 'src/server/index.ts',
  testing: 'src/testing/index.ts',
  'adapters/nest': 'src/adapters/nest.ts',
  'adapters/socket.io': 'src/adapters/socket.io.ts',
}
const entries = { holdfast: core, ...others }

// `npm run types` checks the types, once for all of these.
const compile = (options) =>
  typescript({ declaration: false, outDir: undefined, sourceMap: false, noCheck: true, ...options })
const external = [...Object.keys(dependencies), ...Object.keys(peerDependencies), /^node:/]

// The drop-in and the client are files of their own: with the client goes eventemitter3, which bundlers keep wherever it
// is imported, and who imports only the drop-in shall not pay for it.
const parts = { 'parts/websocket': 'src/websocket.ts', 'parts/client': 'src/client.ts' }

const modules = {
  input: { ...entries, ...parts },
  preserveEntrySignatures: 'allow-extension',
  external,
  plugins: [compile()],
  output: {
    dir: 'dist',
    format: 'es',
    hoistTransitiveImports: false,
    entryFileNames: '[name].mjs',
    chunkFileNames: 'parts/[name].mjs',
  },
}

// `Symbol.dispose` is not in the default library of a consumer; the reference brings it in.
const declarations = {
  input: entries,
  external,
  plugins: [dts({ compilerOptions: { stripInternal: true } })],
  output: ['.d.mts', '.d.cts'].map((ending) => ({
    dir: 'dist',
    format: 'es',
    banner: '/// <reference lib="esnext.disposable" />',
    entryFileNames: `[name]${ending}`,
    chunkFileNames: `parts/[name]${ending}`,
  })),
}

// What `require` gets of the other entry points; it gets the core as the file for a script tag.
const commonJs = {
  input: others,
  external,
  plugins: [compile()],
  output: { dir: 'dist', format: 'cjs', entryFileNames: '[name].js', chunkFileNames: 'parts/[name].js' },
}

// The files for a script tag carry eventemitter3 within them.
const umd = { format: 'umd', name: 'Holdfast', exports: 'named', banner }
const selfContained = {
  input: core,
  plugins: [resolve({ browser: true }), commonjs(), compile()],
  output: [
    { file: 'dist/holdfast.browser.mjs', format: 'es', banner },
    { file: 'dist/holdfast.js', ...umd },
  ],
}

const minified = {
  input: core,
  plugins: [resolve({ browser: true }), commonjs(), compile({ sourceMap: true })],
  output: {
    file: 'dist/holdfast.min.js',
    sourcemap: true,
    plugins: [terser({ ecma: 2020, compress: { passes: 2 } })],
    ...umd,
  },
}

const demo = (options) => compile({ tsconfig: 'demo/tsconfig.json', ...options })

// It uses the built package, as any application would.
const demoServer = {
  input: 'demo/server/main.ts',
  external: ['holdfast', 'holdfast/server', 'valibot', /^node:/],
  plugins: [demo()],
  output: { file: 'demo/dist/server.mjs', format: 'es' },
}

// The plain page loads the library by script tag, so its imports of the library stand for the global.
const demoPage = {
  input: 'demo/plain/main.ts',
  external: ['holdfast'],
  plugins: [resolve({ browser: true }), demo()],
  output: { file: 'demo/dist/plain.js', format: 'iife', globals: { holdfast: 'Holdfast' } },
}

export default [modules, commonJs, declarations, selfContained, minified, demoServer, demoPage]
