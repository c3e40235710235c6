import { guard } from './globals.ts'

// An EventTarget that also hands on the events of another target as its own. To copy each message event would cost a
// third more main-thread time, and a native event can be dispatched only once: so the listeners are kept here.

// With `never` for its event, a function that takes any kind of event is one.
type Callback = EventListenerOrEventListenerObject | ((this: WebSocket, event: never) => unknown) | null

interface Listener {
  readonly callback: EventListenerOrEventListenerObject
  readonly capture: boolean
  readonly once: boolean
  /** A listener that is removed during a dispatch is not called by it. */
  isRemoved: boolean
  readonly remove: () => void
}

const isStopped = Symbol('stopImmediatePropagation')
type Shown = Event & { [isStopped]?: boolean }

export class OuterEventTarget<Events> extends EventTarget {
  readonly #listeners = new Map<string, readonly Listener[]>()
  /** For each kind of event a prototype that shows this target in place of the event's own. */
  readonly #prototypes = new WeakMap<object, object>()
  #current: Event | undefined

  override addEventListener<K extends keyof Events & string>(
    type: K,
    callback: (this: WebSocket, event: Events[K]) => unknown,
    options?: AddEventListenerOptions | boolean,
  ): void
  override addEventListener(
    type: string,
    callback: EventListenerOrEventListenerObject | null,
    options?: AddEventListenerOptions | boolean,
  ): void
  override addEventListener(
    type: string,
    callback: Callback,
    options?: AddEventListenerOptions | boolean | null,
  ): void {
    const { capture = false, once = false, signal } = asObject(options)
    if (!callback || signal?.aborted || this.#find(type, callback, capture)) return
    const listener: Listener = {
      callback: callback as EventListenerOrEventListenerObject, // the overloads say which events it takes
      capture,
      once,
      isRemoved: false,
      remove: () => {
        listener.isRemoved = true
        signal?.removeEventListener('abort', listener.remove)
        this.#listeners.set(
          type,
          this.#all(type).filter((each) => each !== listener),
        )
      },
    }
    signal?.addEventListener('abort', listener.remove)
    this.#listeners.set(type, [...this.#all(type), listener])
  }

  override removeEventListener<K extends keyof Events & string>(
    type: K,
    callback: (this: WebSocket, event: Events[K]) => unknown,
    options?: EventListenerOptions | boolean,
  ): void
  override removeEventListener(
    type: string,
    callback: EventListenerOrEventListenerObject | null,
    options?: EventListenerOptions | boolean,
  ): void
  override removeEventListener(
    type: string,
    callback: Callback,
    options?: EventListenerOptions | boolean | null,
  ): void {
    this.#find(type, callback, asObject(options).capture)?.remove()
  }

  /** Whether anybody listens: no event needs to be made for nobody. */
  protected hasListeners(type: string): boolean {
    return this.#all(type).length > 0
  }

  /** Lets the listeners see an event, also one that another target is dispatching, as if only this one did. */
  override dispatchEvent(event: Shown): boolean {
    this.#show(event)
    const around = this.#current
    this.#current = event
    if (event[isStopped]) event[isStopped] = false
    for (const { callback, isRemoved, once, remove } of this.#all(event.type)) {
      if (isRemoved || event[isStopped]) continue
      if (once) remove()
      guard((): unknown => (typeof callback === 'function' ? callback.call(this, event) : callback.handleEvent(event)))
    }
    this.#current = around
    return !event.defaultPrevented
  }

  /** To give an event another prototype costs a fifth of giving it properties of its own. */
  #show(event: Event): void {
    if (Object.hasOwn(event, 'target')) {
      Object.defineProperties(event, this.#shown()) // an event of a fake, which keeps its target in a field
      return
    }
    const prototype = Object.getPrototypeOf(event) as object
    let shown = this.#prototypes.get(prototype)
    if (!shown) {
      shown = Object.create(prototype, this.#shown()) as object
      this.#prototypes.set(prototype, shown).set(shown, shown)
    }
    Object.setPrototypeOf(event, shown)
  }

  #shown(): PropertyDescriptorMap {
    const isCurrent = (event: Event) => event === this.#current
    return {
      target: { value: this, configurable: true },
      srcElement: { value: this, configurable: true },
      currentTarget: {
        get(this: Event) {
          return isCurrent(this) ? this.target : null
        },
        configurable: true,
      },
      composedPath: {
        value(this: Event) {
          return isCurrent(this) ? [this.target] : []
        },
        configurable: true,
      },
      stopImmediatePropagation: {
        value(this: Shown) {
          this[isStopped] = true
        },
        configurable: true,
      },
    }
  }

  #all(type: string): readonly Listener[] {
    return this.#listeners.get(type) ?? []
  }

  #find(type: string, callback: Callback, capture = false): Listener | undefined {
    return this.#all(type).find((each) => each.callback === callback && each.capture === capture)
  }
}

function asObject(options: AddEventListenerOptions | boolean | null = {}): AddEventListenerOptions {
  return typeof options === 'boolean' ? { capture: options } : (options ?? {})
}
