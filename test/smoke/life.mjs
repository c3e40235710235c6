// A whole life in plain Node, told as a list: open, echo, cut, open again, echo, close. `Socket` may be absent.
export function live({ ReconnectingWebSocket }, url, Socket) {
  const options = { backoff: { first: 20, base: 40 }, ...(Socket && { WebSocket: Socket }) }
  const socket = new ReconnectingWebSocket(url, [], options)
  const told = []
  socket.send('hello')
  socket.onopen = () => {
    told.push('open')
    if (told.includes('hello')) socket.send('again')
  }
  socket.onmessage = ({ data }) => {
    told.push(data)
    if (data === 'hello') socket.send('cut me')
    if (data === 'again') socket.close(1000, 'done')
  }
  return new Promise((resolve) => {
    socket.onclose = ({ code, wasClean }) => {
      told.push(`close ${code} ${wasClean}`)
      if (socket.readyState === socket.CLOSED) resolve(told)
    }
  })
}
