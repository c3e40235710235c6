// Reads options: their defaults where they are absent, an error that names option and value where they are wrong.

/** An error saying what `name` must be and what it was. */
export function wrongOption(name: string, expected: string, value: unknown, Kind: ErrorConstructor = TypeError): Error {
  return new Kind(`Option ${name} must be ${expected}, got ${typeof value === 'string' ? `"${value}"` : String(value)}`)
}

/**
 * The one of the `choices` that an option names; the first if it is absent.
 * @throws TypeError
 */
export function readChoice<T extends string>(name: string, value: T | undefined, ...choices: [T, ...T[]]): T {
  const choice = value ?? choices[0]
  if (choices.includes(choice)) return choice
  throw wrongOption(name, choices.map((each) => `'${each}'`).join(' or '), value)
}

/**
 * The options that `defaults` names. Each must be of the type of its default, and no number less than `least`.
 * @throws TypeError or RangeError
 */
export function readOptions<T extends object>(
  options: { readonly [Name in keyof T]?: T[Name] | undefined },
  defaults: T,
  least = 0,
  group = '',
): T {
  const read = { ...defaults }
  for (const name in defaults) {
    const value = options[name]
    const type = typeof defaults[name]
    if (value === undefined) continue
    if (typeof value !== type || value === null) throw wrongOption(group + name, `of type ${type}`, value)
    if (type === 'number' && !((value as number) >= least))
      throw wrongOption(group + name, `at least ${least}`, value, RangeError)
    read[name] = value
  }
  return read
}
