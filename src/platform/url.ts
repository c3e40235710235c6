import { domException } from './globals.ts'

/**
 * The absolute `ws:` or `wss:` URL for what a user gave: relative to the page, with `http(s):` read as `ws(s):`, as the
 * WebSockets standard has it. Throws the DOMExceptions of the native constructor, and SecurityError for a `ws:` URL
 * that a secure page may not open (browsers differ in how they fail there). `mayWait`: where there is no page to be
 * relative to, what needs one is given back as it is.
 */
export function resolveUrl(input: string | URL, mayWait = false): string {
  const { document, location } = globalThis
  let url: URL | undefined
  try {
    url = new URL(input, document?.baseURI ?? location?.href)
  } catch {
    // An error of the native parser would show the URL, with credentials.
    if (mayWait && !location) return `${input}`
  }
  const href = url?.href.replace(/^http/, 'ws') ?? ''
  if (!/^wss?:[^#]+$/.test(href)) {
    throw domException('SyntaxError', 'The URL must be ws(s):, http(s): or relative to a page, without a fragment')
  }
  if (/^ws:/.test(href) && location?.protocol === 'https:' && !loopback.test(url!.hostname)) {
    throw domException('SecurityError', `A secure page cannot open ${showUrl(href)}: use wss`)
  }
  return href
}

const loopback = /^(.+\.)?localhost$|^127\.|^\[::1\]$/

/** A URL as it may appear in states, errors and logs: without user, password and query, which may hold credentials. */
export function showUrl(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}
