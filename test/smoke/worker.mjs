import * as holdfast from 'holdfast'
import { parentPort, workerData } from 'node:worker_threads'
import { WebSocket } from 'ws'
import { live } from './life.mjs'

parentPort.postMessage(await live(holdfast, workerData, WebSocket))
