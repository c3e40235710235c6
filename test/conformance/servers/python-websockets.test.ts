import { testOurs } from '../ours.ts'

await testOurs(() => ({ command: '/usr/bin/python3', args: ['demo/servers/python/with_websockets.py'] }))
