// Reads one option: its default when it is absent, an error that names it and its value when it is wrong.

function show(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

/** @throws TypeError saying what `name` must be and what it was. */
export function wrongOption(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`Option ${name} must be ${expected}, got ${show(value)}`)
}

/** @throws TypeError if `value` is no number; RangeError if it is NaN or below `least`. */
export function readNumber(name: string, value: number | undefined, fallback: number, least = 0): number {
  if (value === undefined) return fallback
  if (typeof value !== 'number') throw wrongOption(name, 'a number', value)
  if (!(value >= least)) throw new RangeError(`Option ${name} must be at least ${least}, got ${value}`)
  return value
}

/** @throws TypeError if `value` is neither absent nor a function. */
export function readFunction<F>(name: string, value: F | undefined): F | undefined {
  if (value !== undefined && typeof value !== 'function') throw wrongOption(name, 'a function', value)
  return value
}

/** @throws TypeError if `value` is neither absent nor an object. */
export function checkObject(name: string, value: object | undefined): void {
  if (value !== undefined && (typeof value !== 'object' || value === null)) throw wrongOption(name, 'an object', value)
}
