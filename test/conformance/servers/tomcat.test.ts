import { readdirSync } from 'node:fs'
import { delimiter } from 'node:path'
import { temporaryFolder } from '../../browser/child.ts'
import { jars, javac, tomcat } from '../../interop/places.ts'
import { build } from '../build.ts'
import { testOurs } from '../ours.ts'

const classPath = [...tomcat, ...jars('jackson-core', 'jackson-annotations', 'jackson-databind')]

await testOurs('Tomcat, by jakarta.websocket', {
  needs: [javac, ...classPath],
  prepare: () => {
    const folder = temporaryFolder('holdfast-java-')
    const sources = readdirSync('demo/servers/java').map((name) => `demo/servers/java/${name}`)
    build(javac, ['-d', folder, '-cp', classPath.join(delimiter), ...sources])
    return { command: 'java', args: ['-cp', [folder, ...classPath].join(delimiter), 'Chat'] }
  },
})
