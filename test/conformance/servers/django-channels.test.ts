import { testOurs } from '../ours.ts'

await testOurs(
  () => ({
    command: '/usr/bin/python3',
    args: ['-m', 'daphne', '-b', '127.0.0.1', '-p', 'PORT', 'with_channels:application'],
    environment: { PYTHONPATH: 'demo/servers/python' },
  }),
  { noReasons: true, breaksOnShutdown: true },
)
