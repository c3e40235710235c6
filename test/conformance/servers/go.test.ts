import { join } from 'node:path'
import { temporaryFolder } from '../../browser/child.ts'
import { build } from '../build.ts'
import { testOurs } from '../ours.ts'

await testOurs(() => {
  const program = join(temporaryFolder('holdfast-go-'), 'server')
  const files = ['main', 'app', 'channels', 'chat', 'link', 'rooms'].map((name) => `demo/servers/go/${name}.go`)
  // Debian has gorilla/websocket as a source package, outside of any module.
  build('go', ['build', '-o', program, ...files], { GO111MODULE: 'off', GOPATH: '/usr/share/gocode' })
  return { command: program }
})
