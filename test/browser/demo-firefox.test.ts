import { demo } from './demo/demo.ts'

demo('firefox')
