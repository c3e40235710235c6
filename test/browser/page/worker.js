// The body of both workers: opens, is killed, comes back, and tells how it went.
self.onmessage = async ({ data: url }) => {
  const socket = new Holdfast.ReconnectingWebSocket(url, [], quick)
  await next(socket, 'open')
  socket.send('!kill')
  const { code } = await next(socket, 'close')
  socket.send('from a worker')
  const { data } = await next(socket, 'message')
  socket.close()
  await next(socket, 'close')
  self.postMessage({ code, data, readyState: socket.readyState })
}
