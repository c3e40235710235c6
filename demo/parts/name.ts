/** A made-up name for the chat, the same until the tab is closed. */

const KEY = 'holdfast-demo-name'
const manners = ['Quiet', 'Brisk', 'Patient', 'Merry', 'Steady', 'Curious', 'Gentle', 'Bold', 'Nimble', 'Calm']
const birds = ['Heron', 'Tern', 'Plover', 'Gannet', 'Eider', 'Curlew', 'Dunlin', 'Petrel', 'Avocet', 'Puffin']

export function guestName(): string {
  const known = sessionStorage.getItem(KEY)
  if (known) return known
  const name = `${pick(manners)} ${pick(birds)}`
  sessionStorage.setItem(KEY, name)
  return name
}

function pick(words: string[]): string {
  return words[Math.floor(Math.random() * words.length)] ?? 'Guest'
}
