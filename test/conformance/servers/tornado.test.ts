import { testOurs } from '../ours.ts'
import { python, pythonLibrary } from '../../interop/places.ts'

await testOurs('Tornado', {
  needs: [python, pythonLibrary('tornado')],
  prepare: () => ({ command: python, args: ['demo/servers/python/with_tornado.py'] }),
})
