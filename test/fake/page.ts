/** An event target that knows how many listen to it. */
class CountingTarget extends EventTarget {
  readonly listeners = new Set<unknown>()

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listeners.add(args[1])
    super.addEventListener(...args)
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listeners.delete(args[1])
    super.removeEventListener(...args)
  }
}

class FakeDocument extends CountingTarget {
  visibilityState: 'visible' | 'hidden' = 'visible'
  readonly baseURI: string

  constructor(url: string) {
    super()
    this.baseURI = url
  }
}

/** The window and document of a page that lives, sleeps and comes back as the test says. */
export class FakePage {
  readonly #window = new CountingTarget()
  readonly #document: FakeDocument
  readonly #before = new Map<string, PropertyDescriptor | undefined>()

  /** Puts window and document into the global object, until `remove()`. */
  constructor(url = 'http://page.test/app/') {
    this.#document = new FakeDocument(url)
    this.#define('document', this.#document)
    this.#define('location', new URL(url))
    for (const method of ['addEventListener', 'removeEventListener'] as const) {
      this.#define(method, this.#window[method].bind(this.#window))
    }
  }

  remove(): void {
    for (const [name, property] of this.#before) {
      if (property) Object.defineProperty(globalThis, name, property)
      else Reflect.deleteProperty(globalThis, name)
    }
  }

  /** How many listeners window and document have. */
  get listeners(): number {
    return this.#window.listeners.size + this.#document.listeners.size
  }

  online(): void {
    this.#window.dispatchEvent(new Event('online'))
  }

  offline(): void {
    this.#window.dispatchEvent(new Event('offline'))
  }

  /** Another tab comes to the front. */
  hide(): void {
    this.#document.visibilityState = 'hidden'
    this.#document.dispatchEvent(new Event('visibilitychange'))
  }

  show(): void {
    this.#document.visibilityState = 'visible'
    this.#document.dispatchEvent(new Event('visibilitychange'))
  }

  freeze(): void {
    this.#document.dispatchEvent(new Event('freeze'))
  }

  resume(): void {
    this.#document.dispatchEvent(new Event('resume'))
  }

  /** The user leaves the page, which the back/forward cache keeps or not. */
  leave(persisted: boolean): void {
    this.#window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted }))
  }

  /** The user comes back to the page, out of the back/forward cache or by loading it. */
  comeBack(persisted: boolean): void {
    this.#window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }))
  }

  /** The content security policy blocks a connection. */
  block(blockedURI: string, effectiveDirective = 'connect-src'): void {
    const event = new Event('securitypolicyviolation')
    this.#document.dispatchEvent(Object.assign(event, { blockedURI, effectiveDirective }))
  }

  #define(name: string, value: unknown): void {
    this.#before.set(name, Object.getOwnPropertyDescriptor(globalThis, name))
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  }
}
