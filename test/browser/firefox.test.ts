import { suite } from './suite/suite.ts'

suite('firefox')
