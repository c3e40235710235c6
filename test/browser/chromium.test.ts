import { suite } from './suite/suite.ts'

suite('chromium')
