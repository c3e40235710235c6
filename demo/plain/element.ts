/** Finds the page's elements, and writes to them only what changed. */

export function find<E extends Element>(id: string, kind: new () => E): E {
  const element = document.getElementById(id)
  if (!(element instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}`)
  return element
}

export function button(id: string, press: () => void): HTMLButtonElement {
  const element = find(id, HTMLButtonElement)
  element.addEventListener('click', press)
  return element
}

/** Returns how to set the element's text. */
export function text(id: string): (content: string) => void {
  const element = find(id, HTMLElement)
  let shown: string | undefined
  return (content) => {
    if (content === shown) return
    shown = content
    element.textContent = content
  }
}

export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  content = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (content) element.textContent = content
  return element
}
