import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../browser/child.ts'
import { go, goEnvironment, gorilla } from '../../interop/places.ts'
import { build } from '../build.ts'
import { testOurs } from '../ours.ts'

await testOurs('gorilla/websocket, in Go', {
  needs: [go, gorilla],
  prepare: () => {
    const program = join(temporaryFolder('holdfast-go-'), 'server')
    const sources = readdirSync('demo/servers/go').map((name) => `demo/servers/go/${name}`)
    build(go, ['build', '-o', program, ...sources], goEnvironment)
    return { command: program }
  },
})
