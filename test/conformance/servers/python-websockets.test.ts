import { testOurs } from '../ours.ts'
import { python, pythonLibrary } from '../../interop/places.ts'

await testOurs('Python websockets', {
  needs: [python, pythonLibrary('websockets')],
  prepare: () => ({ command: python, args: ['demo/servers/python/with_websockets.py'] }),
})
