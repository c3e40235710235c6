/** The style sheet's colours, for what is drawn on a canvas. */

/** The names of the colours that tell lines and pointers apart; `data-line` gives one to an element. */
export const lines = ['line-1', 'line-2', 'line-3', 'line-4']

const known = new Map<string, string>()

/** The value of the custom property `--name` in the colours of the moment. */
export function colour(name: string): string {
  const value = known.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
  known.set(name, value)
  return value
}

/** Calls `repaint` when the system changes between light and dark. Returns how to stop it. */
export function onColourChange(repaint: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const changed = () => {
    known.clear()
    repaint()
  }
  dark.addEventListener('change', changed)
  return () => dark.removeEventListener('change', changed)
}

/** The same for an id in every tab. */
export function lineOf(id: string): string {
  let sum = 0
  for (let index = 0; index < id.length; index += 1) sum += id.charCodeAt(index)
  return lines[sum % lines.length] ?? ''
}
