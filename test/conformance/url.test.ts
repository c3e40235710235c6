import { conformance } from './suite.ts'

conformance({ url: process.env['HOLDFAST_CONFORMANCE_URL'] ?? '', limits: {} })
