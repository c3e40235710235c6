// What the page and the network tell us. Each is watched once per window, however many connections listen.

/**
 * - `online`, `offline`: what the browser believes of the network; a hint, never a proof
 * - `visible`: the page came to the front
 * - `frozen`, `resumed`: the browser stopped and restarted the page's timers
 * - `cached`, `restored`: the page went into the back/forward cache and came back
 */
export type PageSignal = 'online' | 'offline' | 'visible' | 'frozen' | 'resumed' | 'cached' | 'restored'

const listeners = new Set<(signal: PageSignal) => void>()
let stopWatching: (() => void) | undefined

/** Calls `listener` at each signal, until the returned function is called. Does nothing where there is no window. */
export function watchPage(listener: (signal: PageSignal) => void): () => void {
  // A server renders clients that nobody closes: where no window speaks, nothing must hold them.
  if (typeof globalThis.addEventListener !== 'function') return () => undefined
  listeners.add(listener)
  stopWatching ??= watchWindow((signal) => {
    for (const each of [...listeners]) if (listeners.has(each)) each(signal)
  })
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    stopWatching?.()
    stopWatching = undefined
  }
}

function watchWindow(emit: (signal: PageSignal) => void): () => void {
  const { document } = globalThis
  const cleanups = [
    listen(globalThis, 'online', () => emit('online')),
    listen(globalThis, 'offline', () => emit('offline')),
    // Without `persisted` the page is going for good: the browser closes the socket, and may send until then.
    listen(globalThis, 'pagehide', (event) => isPersisted(event) && emit('cached')),
    listen(globalThis, 'pageshow', (event) => isPersisted(event) && emit('restored')),
    listen(document, 'freeze', () => emit('frozen')),
    listen(document, 'resume', () => emit('resumed')),
    listen(document, 'visibilitychange', () => document.visibilityState === 'visible' && emit('visible')),
  ]
  return () => cleanups.forEach((cleanup) => cleanup())
}

/** Calls `listener` when the page's content security policy blocks a connection to `url`, until the returned function is called. */
export function watchPolicy(url: string, listener: () => void): () => void {
  return listen(globalThis.document, 'securitypolicyviolation', (event) => {
    const { blockedURI, effectiveDirective } = event as SecurityPolicyViolationEvent
    // Engines report the URL, its origin, or its origin with the scheme of http.
    const origin = url.replace(/^(wss?:\/\/[^/?]+).*/, '$1').replace(/^wss?:\/\//, '')
    if (effectiveDirective === 'connect-src' && blockedURI.includes(origin)) listener()
  })
}

function isPersisted(event: Event): boolean {
  return (event as PageTransitionEvent).persisted
}

function listen(target: EventTarget | undefined, type: string, handler: (event: Event) => void): () => void {
  // React Native has a global object that is no EventTarget.
  if (typeof target?.addEventListener !== 'function') return () => undefined
  target.addEventListener(type, handler)
  return () => target.removeEventListener(type, handler)
}
