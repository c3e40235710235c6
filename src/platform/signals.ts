// What the page and the network tell us. Each is watched once per window, however many connections listen.

/** What an event of the window or the document means to us. */
const signals = {
  // What the browser believes of the network: a hint, never a proof.
  online: 'online',
  offline: 'offline',
  // The page came to the front.
  visibilitychange: 'visible',
  // The browser stopped and restarted the page's timers.
  freeze: 'frozen',
  resume: 'resumed',
  // The page went into the back/forward cache and came back.
  pagehide: 'cached',
  pageshow: 'restored',
} as const

export type PageSignal = (typeof signals)[keyof typeof signals]

const listeners = new Set<(signal: PageSignal) => void>()

/** Calls `listener` at each signal, until `unwatchPage()`. Does nothing where there is no window. */
export function watchPage(listener: (signal: PageSignal) => void): void {
  // A server renders clients that nobody closes: where no window speaks, nothing must hold them.
  if (globalThis.addEventListener as unknown) {
    if (!listeners.size) toggle('addEventListener')
    listeners.add(listener)
  }
}

export function unwatchPage(listener: (signal: PageSignal) => void): void {
  if (listeners.delete(listener) && !listeners.size) toggle('removeEventListener')
}

/** Whether nobody sees the page, so that its timers are starved. */
export function isHidden(): boolean {
  return globalThis.document?.visibilityState === 'hidden'
}

/** Calls `listener` when the page's content security policy blocks a connection to `url`, until the returned function is called. */
export function watchPolicy(url: string, listener: () => void): () => void {
  const { document } = globalThis
  const check = ({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent) => {
    // Engines report the URL, its origin, or its origin with the scheme of http.
    if (effectiveDirective === 'connect-src' && blockedURI.includes(new URL(url).host)) listener()
  }
  document?.addEventListener('securitypolicyviolation', check)
  return () => document?.removeEventListener('securitypolicyviolation', check)
}

function toggle(method: 'addEventListener' | 'removeEventListener'): void {
  for (const type in signals) {
    // Network and page transitions are told to the window, the rest to the document.
    const target = /^(on|off|page)/.test(type) ? globalThis : globalThis.document
    target?.[method](type, relay)
  }
}

function relay({ type, persisted }: Event & { persisted?: boolean }): void {
  // Without `persisted` the page is going for good: the browser closes the socket, and may send until then.
  if (persisted === false || (type === 'visibilitychange' && isHidden())) return
  for (const each of [...listeners]) if (listeners.has(each)) each(signals[type as keyof typeof signals])
}
