import { testOurs } from '../ours.ts'
import { python, pythonLibrary } from '../../interop/places.ts'

await testOurs('Django Channels, in Daphne', {
  needs: [python, pythonLibrary('channels'), pythonLibrary('daphne')],
  limits: { noReasons: true, breaksOnShutdown: true },
  prepare: () => ({
    command: python,
    args: ['-m', 'daphne', '-b', '127.0.0.1', '-p', 'PORT', 'with_channels:application'],
    environment: { PYTHONPATH: 'demo/servers/python' },
  }),
})
