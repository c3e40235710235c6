// What holdfast/adapters/nest is tested with. Its test puts in place the interceptor that docs/protocols.md shows.
// Decorators are called by hand, so that Node runs this file as it stands.
import 'reflect-metadata'
import { setTimeout as sleep } from 'node:timers/promises'
import { Module, UseInterceptors } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { WsAdapter } from '@nestjs/platform-ws'
import { MessageBody, SubscribeMessage, WebSocketGateway, WebSocketServer, WsException } from '@nestjs/websockets'
import { KeepRequestId } from '../node_modules/keep-request-id.mjs'

class Gateway {
  echo(data) {
    return { event: 'echo', data }
  }
  async slow({ ms }) {
    await sleep(ms)
    return { event: 'slow', data: { ms } }
  }
  say({ text }) {
    for (const client of this.server.clients) client.send(JSON.stringify({ event: 'message', data: { text } }))
  }
  login({ name }) {
    if (name !== 'ada') throw new WsException('Who are you?')
    return { event: 'login', data: { expiresIn: 3_600_000 } }
  }
  ping() {
    return { event: 'ping', data: {} }
  }
  refuse() {
    throw new WsException('Not today')
  }
  refuseWithCode(data) {
    throw new WsException({ code: 'forbidden', message: 'Staff only', requestId: data.requestId })
  }
  crash() {
    throw new Error('The password of the database is secret')
  }
}

for (const name of ['echo', 'slow', 'say', 'login', 'ping', 'refuse', 'refuseWithCode', 'crash']) {
  SubscribeMessage(name)(Gateway.prototype, name, Object.getOwnPropertyDescriptor(Gateway.prototype, name))
  MessageBody()(Gateway.prototype, name, 0)
}
WebSocketServer()(Gateway.prototype, 'server')
UseInterceptors(KeepRequestId)(Gateway)
WebSocketGateway({ path: '/ws' })(Gateway)

class Application {}
Module({ providers: [Gateway] })(Application)

const application = await NestFactory.create(Application, { logger: false })
application.useWebSocketAdapter(new WsAdapter(application))
await application.listen(Number(process.env.PORT), '127.0.0.1')
