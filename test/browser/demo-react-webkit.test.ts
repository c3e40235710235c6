import { demoIn } from './demo/demo.ts'

demoIn('react', 'webkit')
