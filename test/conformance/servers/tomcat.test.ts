import { readdirSync } from 'node:fs'
import { delimiter } from 'node:path'
import { temporaryFolder } from '../../browser/child.ts'
import { build } from '../build.ts'
import { testOurs } from '../ours.ts'

const jars = [
  ...['embed-core', 'embed-websocket', 'embed-el', 'annotations-api', 'servlet-api'].map((name) => `tomcat10-${name}`),
  ...['tomcat10-websocket-api', 'tomcat10-websocket-client-api', 'gson'],
].map((name) => `/usr/share/java/${name}.jar`)

await testOurs(() => {
  const folder = temporaryFolder('holdfast-java-')
  const sources = readdirSync('demo/servers/java').map((name) => `demo/servers/java/${name}`)
  build('javac', ['-d', folder, '-cp', jars.join(delimiter), ...sources])
  return { command: 'java', args: ['-cp', [folder, ...jars].join(delimiter), 'Main'] }
})
