import fc from 'fast-check'

/** What every property is run with: a failure shows its seed, and what it was shrunk from. */
export const verbosely = { verbose: fc.VerbosityLevel.Verbose }
