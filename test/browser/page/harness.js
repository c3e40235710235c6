// What the test bodies use inside the page and inside a worker. Served as a classic script.

/** Short waits between dials, so that a test is short. */
const quick = { backoff: { first: 50, base: 50, cap: 50 } }

/** Promises that nobody caught: the library must leave none. */
const rejections = []
addEventListener('unhandledrejection', ({ reason }) => rejections.push(String(reason)))

/** A native socket and one of ours that does not dial again: the two must not differ. */
const native = (url, protocols) => new WebSocket(url, protocols)
const single = (url, protocols) => new Holdfast.ReconnectingWebSocket(url, protocols, { shouldReconnect: () => false })

function next(target, type, ms = 5000) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no ${type} event within ${ms} ms`)), ms)
    const listener = (event) => {
      clearTimeout(timer)
      resolve(event)
    }
    target.addEventListener(type, listener, { once: true })
  })
}

async function until(condition, ms = 5000) {
  const end = performance.now() + ms
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${condition}`)
    await pause(5)
  }
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Whether `promise` beats the page's own timer: on a busy machine both are late, and in order. */
function within(ms, promise) {
  return Promise.race([promise.then(() => true), pause(ms).then(() => false)])
}

/** An event as plain data, with the state of the socket at that moment. */
function plain(event) {
  const { type, bubbles, cancelable, target, code, reason, wasClean, data, origin } = event
  const kind = Object.prototype.toString.call(event)
  return {
    type,
    kind,
    bubbles,
    cancelable,
    readyState: target.readyState,
    code,
    reason,
    wasClean,
    data,
    origin,
  }
}

/** Everything that a socket says, in order. */
function record(socket) {
  const log = []
  for (const type of ['open', 'message', 'error', 'close']) {
    socket.addEventListener(type, (event) => log.push(plain(event)))
  }
  return log
}

/** Sockets with which later bodies go on, and what became of them: states, errors and close codes, in order. */
const kept = {}

function keep(name, socket) {
  const story = []
  socket.addEventListener('statechange', ({ detail: { state, previous } }) => {
    if (state.name !== previous.name) story.push(state.name)
  })
  socket.addEventListener('error', () => story.push('error'))
  socket.addEventListener('close', ({ code }) => story.push(code))
  kept[name] = { socket, story }
  return socket
}

/** The name and class of what `act` throws. */
function thrown(act) {
  try {
    act()
    return 'nothing'
  } catch (error) {
    return `${Object.prototype.toString.call(error)} ${error.name}`
  }
}

/** The bytes of any kind of binary data. */
async function bytes(data) {
  return [...new Uint8Array(data instanceof Blob ? await data.arrayBuffer() : data)]
}

// For the worker that is a module, where a declaration is not global.
Object.assign(globalThis, { quick, native, single, next, until, pause, within, plain, record, thrown, bytes })
