// The package brings no types.
declare module 'robust-websocket' {
  export default class RobustWebSocket {
    constructor(url: string)
    addEventListener(type: string, listener: (event: Event) => void): void
    send(data: string): void
    close(): void
  }
}
