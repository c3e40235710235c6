import * as holdfast from 'holdfast'
import { WebSocket } from 'ws'
import { live } from './life.mjs'

console.log(JSON.stringify(await live(holdfast, process.argv[2], WebSocket)))
