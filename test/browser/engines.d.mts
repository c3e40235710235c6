export type Engine = 'chromium' | 'firefox' | 'webkit'
export const engines: Engine[]
export function find(engine: Engine): { parts: Record<string, string | undefined>; missing: string[] }
export function need(engine: 'webkit'): { driver: string; browser: string; display: string }
export function need(engine: Engine): { browser: string }
export function advice(engine: Engine, missing: string[]): string
