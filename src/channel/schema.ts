import { ValidationError, type Issue } from '../errors.ts'

// Runtime schemas of a channel, from any library that implements Standard Schema (https://standardschema.dev), whose
// interface is repeated here so that nobody has to install it.

/** What a schema library's schemas have in common. */
export interface StandardSchema<Input = unknown, Output = Input> {
  /** As https://standardschema.dev has it. */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => Result<Output> | Promise<Result<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

type Result<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Fault[] }

interface Fault {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

type Schemas = Readonly<Record<string, StandardSchema>>

/** The schemas of a channel's parts; what has none is not looked at. */
export interface Definition {
  /** Of the events from the server, by name. */
  readonly receive?: Schemas
  /** Of the events to the server, by name. */
  readonly send?: Schemas
  /** Of the requests to the server, by name: of their parameters and results. */
  readonly request?: Readonly<Record<string, { readonly params?: StandardSchema; readonly result?: StandardSchema }>>
  /** Of what `join()` takes. */
  readonly params?: StandardSchema
  /** Of what the server says to a subscription. */
  readonly joined?: StandardSchema
}

/** What stands under a name that may be anything, `constructor` too. */
export function pick<T>(parts: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return parts && Object.hasOwn(parts, name) ? parts[name] : undefined
}

/**
 * The value as the schema gives it back.
 * @throws ValidationError for what does not fit; TypeError for a schema that needs time, as no message can wait for one
 */
export function validate(schema: StandardSchema | undefined, value: unknown, what: string): unknown {
  if (!schema) return value
  const result = schema['~standard'].validate(value)
  if ('then' in result) {
    result.then(undefined, () => undefined)
    throw new TypeError(`The schema of ${what} is asynchronous: messages are checked in order, and cannot wait for it`)
  }
  if (!result.issues) return result.value
  const issues = result.issues.map(readIssue)
  const [first] = issues
  throw new ValidationError(`${what} does not fit its schema: ${first?.message} at ${showPath(first?.path)}`, issues)
}

function readIssue({ message, path = [] }: Fault): Issue {
  return { message, path: path.map((part) => (typeof part === 'object' ? part.key : part)) }
}

function showPath(path: readonly PropertyKey[] = []): string {
  return path.length > 0 ? path.map(String).join('.') : 'its root'
}
