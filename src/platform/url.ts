import { domException } from './globals.ts'

/**
 * The absolute `ws:` or `wss:` URL for what a user gave: relative to the page, with `http(s):` read as `ws(s):`, as the
 * WebSockets standard has it. Throws the DOMExceptions of the native constructor, and SecurityError for a `ws:` URL
 * that a secure page may not open (browsers differ in how they fail there).
 */
export function resolveUrl(input: string | URL): string {
  const url = parse(input)
  if (url.protocol === 'http:') url.protocol = 'ws:'
  if (url.protocol === 'https:') url.protocol = 'wss:'
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
    throw domException('SyntaxError', `The URL's scheme must be ws, wss, http or https, got "${url.protocol}"`)
  }
  if (url.href.includes('#')) throw domException('SyntaxError', `The URL ${showUrl(url)} must not have a fragment`)
  if (url.protocol === 'ws:' && isSecurePage() && !isLoopback(url.hostname)) {
    throw domException('SecurityError', `A page loaded over https cannot open ${showUrl(url)}: use wss:`)
  }
  return url.href
}

/** A URL as it may appear in states, errors and logs: without user, password and query, which may hold credentials. */
export function showUrl(url: string | URL): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

function parse(input: string | URL): URL {
  try {
    return new URL(input, globalThis.document?.baseURI ?? globalThis.location?.href)
  } catch {
    throw domException('SyntaxError', 'The URL is not valid, or is relative where there is no page')
  }
}

function isSecurePage(): boolean {
  return globalThis.location?.protocol === 'https:'
}

function isLoopback(hostname: string): boolean {
  return /^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(hostname)
}
