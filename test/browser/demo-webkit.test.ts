import { demo } from './demo/demo.ts'

demo('webkit')
