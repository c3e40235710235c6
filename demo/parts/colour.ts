/** The style sheet's colours, for what is drawn on a canvas. */

const known = new Map<string, string>()

/** The value of the custom property `--name` in the colours of the moment. */
export function colour(name: string): string {
  const value = known.get(name) ?? getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
  known.set(name, value)
  return value
}

/** Calls `repaint` when the system changes between light and dark. */
export function onColourChange(repaint: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    known.clear()
    repaint()
  })
}
