import { report } from './globals.ts'

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
  readonly release: () => void
}

const isStopped = Symbol('stopImmediatePropagation was called')
type Stoppable = Event & { [isStopped]?: true }

/** Which target a handed-on event shows in place of its own. */
const outerTargets = new WeakMap<object, EventTarget>()
/** For each kind of event the prototype that shows it so. */
const outerPrototypes = new WeakMap<object, object>()

export class OuterEventTarget<Events> extends EventTarget {
  readonly #listeners = new Map<string, readonly Listener[]>()
  readonly #relay = (event: Event) => {
    Object.defineProperty(event, 'stopImmediatePropagation', { value: stopImmediatePropagation, configurable: true })
    this.#call(event)
  }

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
    // What is dispatched on this target itself arrives by one native listener for each type.
    if (!this.#listeners.has(type)) super.addEventListener(type, this.#relay)
    const remove = () => this.#remove(type, listener)
    signal?.addEventListener('abort', remove)
    const listener: Listener = {
      callback: callback as EventListenerOrEventListenerObject, // the overloads say which events it takes
      capture,
      once,
      isRemoved: false,
      release: () => signal?.removeEventListener('abort', remove),
    }
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener])
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
    const { capture = false } = asObject(options)
    const listener = callback && this.#find(type, callback, capture)
    if (listener) this.#remove(type, listener)
  }

  /** Whether anybody listens: no event needs to be made for nobody. */
  protected hasListeners(type: string): boolean {
    return (this.#listeners.get(type)?.length ?? 0) > 0
  }

  /** Lets the listeners see an event that another target is dispatching, as if it were dispatched here. */
  protected handOn(event: Event): void {
    if (this.hasListeners(event.type)) this.#call(show(event, this))
  }

  #find(type: string, callback: Callback, capture: boolean): Listener | undefined {
    return this.#listeners.get(type)?.find((each) => each.callback === callback && each.capture === capture)
  }

  #remove(type: string, listener: Listener): void {
    listener.isRemoved = true
    listener.release()
    this.#listeners.set(type, this.#listeners.get(type)?.filter((each) => each !== listener) ?? [])
  }

  #call(event: Stoppable): void {
    for (const listener of this.#listeners.get(event.type) ?? []) {
      if (listener.isRemoved) continue
      if (listener.once) this.#remove(event.type, listener)
      const { callback } = listener
      try {
        const result: unknown =
          typeof callback === 'function' ? callback.call(this, event) : callback.handleEvent(event)
        if (result instanceof Promise) result.catch(report)
      } catch (error) {
        report(error)
      }
      if (event[isStopped]) return
    }
  }
}

function asObject(options: AddEventListenerOptions | boolean | null = {}): AddEventListenerOptions {
  return typeof options === 'boolean' ? { capture: options } : (options ?? {})
}

function stopImmediatePropagation(this: Stoppable): void {
  this[isStopped] = true
}

/** The same event, with `outer` for its target. */
function show(event: Event, outer: EventTarget): Event {
  const prototype = Object.getPrototypeOf(event) as object
  if (Object.hasOwn(event, 'target')) {
    // An event of a fake socket, which keeps its target in a field.
    return Object.defineProperties(event, { target: { value: outer }, currentTarget: { value: outer } })
  }
  if (event.target) outerTargets.set(event.target, outer)
  let shown = outerPrototypes.get(prototype)
  if (!shown) outerPrototypes.set(prototype, (shown = showing(prototype)))
  return Object.setPrototypeOf(event, shown) as Event
}

function showing(prototype: object): object {
  const outer = (key: string) => ({
    get(this: Event) {
      const inner = Reflect.get(prototype, key, this) as EventTarget | null
      return inner && (outerTargets.get(inner) ?? inner)
    },
  })
  return Object.create(prototype, {
    target: outer('target'),
    srcElement: outer('srcElement'),
    currentTarget: outer('currentTarget'),
    composedPath: {
      value(this: Event) {
        return this.currentTarget ? [this.currentTarget] : []
      },
    },
    stopImmediatePropagation: { value: stopImmediatePropagation },
  }) as object
}
