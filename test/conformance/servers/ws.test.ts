import { build } from '../build.ts'
import { testOurs } from '../ours.ts'

await testOurs('ws', {
  prepare: () => {
    // In a folder of this project, so that it finds the built package by its name.
    const program = 'demo/dist/servers/ws.mjs'
    build('node_modules/.bin/esbuild', ['demo/servers/ws/server.ts', '--format=esm', `--outfile=${program}`])
    return { command: process.execPath, args: [program] }
  },
})
