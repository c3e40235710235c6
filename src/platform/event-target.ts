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
  /** Forgets the signal that would remove the listener. */
  readonly release?: () => void
}

const outer = Symbol('target')
/** Whether an event is being dispatched, or was stopped in it. */
const stage = Symbol('stage')
type Shown = Event & { [outer]?: EventTarget; [stage]?: string | undefined }

export class OuterEventTarget<Events> extends EventTarget {
  readonly #listeners = new Map<string, readonly Listener[]>()

  /** As native: `once`, `signal`, `capture` and objects with `handleEvent`. */
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
      ...(signal && { release: () => signal.removeEventListener('abort', abort) }),
    }
    const abort = () => this.#remove(type, listener)
    signal?.addEventListener('abort', abort)
    this.#listeners.set(type, this.#all(type).concat(listener))
  }

  /** As native. */
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
    const listener = this.#find(type, callback, asObject(options).capture)
    if (listener) this.#remove(type, listener)
  }

  /** Whether anybody listens: no event needs to be made for nobody. @internal */
  protected hasListeners(type: string): boolean {
    return this.#all(type).length > 0
  }

  /** Lets the listeners see an event, also one that another target is dispatching, as if only this one did. */
  override dispatchEvent(event: Shown): boolean {
    const { type } = event
    show(event)
    event[outer] = this
    event[stage] = 'dispatched'
    for (const listener of this.#all(type)) {
      const { callback, once } = listener
      if (listener.isRemoved || event[stage] === 'stopped') continue
      if (once) this.#remove(type, listener)
      guard((): unknown => (typeof callback === 'function' ? callback.call(this, event) : callback.handleEvent(event)))
    }
    event[stage] = undefined
    return !event.defaultPrevented
  }

  #remove(type: string, listener: Listener): void {
    listener.isRemoved = true
    listener.release?.()
    this.#listeners.set(
      type,
      this.#all(type).filter((each) => each !== listener),
    )
  }

  #all(type: string): readonly Listener[] {
    return this.#listeners.get(type) ?? []
  }

  #find(type: string, callback: Callback, capture = false): Listener | undefined {
    return this.#all(type).find((each) => each.callback === callback && each.capture === capture)
  }
}

function asObject(options?: AddEventListenerOptions | boolean | null): AddEventListenerOptions {
  return typeof options === 'boolean' ? { capture: options } : (options ?? {})
}

/** For each kind of event a prototype that shows the outer target in place of the event's own. */
const prototypes = new WeakMap<object, object>()

/** To give an event another prototype costs a fifth of giving it properties of its own. */
function show(event: Event): void {
  if (Object.hasOwn(event, 'target')) {
    Object.defineProperties(event, shown) // an event of a fake, which keeps its target in a field
    return
  }
  const prototype = Object.getPrototypeOf(event) as object
  let instead = prototypes.get(prototype)
  if (!instead) {
    instead = Object.create(prototype, shown) as object
    prototypes.set(prototype, instead).set(instead, instead)
  }
  Object.setPrototypeOf(event, instead)
}

const members: object & ThisType<Shown> = {
  get target() {
    return this[outer]
  },
  get srcElement() {
    return this[outer]
  },
  get currentTarget() {
    return this[stage] ? this[outer] : null
  },
  get eventPhase() {
    return this[stage] ? 2 : 0 // AT_TARGET or NONE
  },
  composedPath() {
    return this[stage] ? [this[outer]] : []
  },
  stopImmediatePropagation() {
    this[stage] = 'stopped'
  },
}
const shown = Object.getOwnPropertyDescriptors(members)
