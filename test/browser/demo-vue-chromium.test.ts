import { demoIn } from './demo/demo.ts'

demoIn('vue', 'chromium')
