export type Engine = 'chromium' | 'firefox' | 'webkit'
export const engines: Engine[]
/** What tests need of a machine. */
export type Need = Engine | 'redis'
export function find(engine: Need): { parts: Record<string, string | undefined>; missing: string[] }
export function need(engine: 'webkit'): { driver: string; browser: string; display: string }
export function need(engine: 'redis'): { server: string }
export function need(engine: Engine): { browser: string }
export function advice(engine: Need, missing: string[]): string
