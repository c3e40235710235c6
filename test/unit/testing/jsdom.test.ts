// @vitest-environment jsdom
import { scenes } from './scenes.ts'

scenes()
