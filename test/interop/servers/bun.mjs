// Sends back what it gets, with uWebSockets, which is in Bun.
Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT),
  fetch(request, server) {
    const offered = request.headers.get('Sec-WebSocket-Protocol')?.split(/, */) ?? []
    const headers = offered.includes('b.v1') ? { 'Sec-WebSocket-Protocol': 'b.v1' } : {}
    return server.upgrade(request, { headers }) ? undefined : new Response(null, { status: 426 })
  },
  websocket: {
    perMessageDeflate: true,
    message(peer, data) {
      const [command, code, ...reason] = typeof data === 'string' ? data.split(' ') : []
      if (command === 'close') peer.close(Number(code), reason.join(' '))
      else peer.send(data, true)
    },
  },
})
