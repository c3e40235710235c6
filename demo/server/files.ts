/** Serves the pages and what they load: these files, nothing else. */
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'

/** Where things lie, seen from the built server, demo/dist/server.mjs. */
const files = new Map([
  ['/', '../index.html'],
  ['/plain/', '../plain/index.html'],
  ['/plain/plain.js', './plain.js'],
  ['/plain/holdfast.js', '../../dist/holdfast.js'],
  ['/style/uplot.css', '../../node_modules/uplot/dist/uPlot.min.css'],
])

const types = new Map([
  ['html', 'text/html'],
  ['js', 'text/javascript'],
  ['css', 'text/css'],
  ['svg', 'image/svg+xml'],
])

const securityHeaders = {
  // Some engines do not count ws: on the same host as 'self'.
  'content-security-policy':
    "default-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

export async function serveFile(pathname: string, response: ServerResponse): Promise<void> {
  if (/^\/(plain|react|vue)$/.test(pathname)) return answer(response, 308, '', { location: `${pathname}/` })
  const path = files.get(pathname) ?? style(pathname) ?? bundled(pathname)
  if (path === undefined) return answer(response, 404, 'Not found.\n')
  const type = types.get(path.slice(path.lastIndexOf('.') + 1)) ?? 'application/octet-stream'
  try {
    const body = await readFile(fileURLToPath(new URL(path, import.meta.url)))
    answer(response, 200, body, { 'content-type': `${type}; charset=utf-8` })
  } catch {
    answer(response, 404, `${pathname} is missing: run npm run build.\n`)
  }
}

/** What all pages share. */
function style(pathname: string): string | undefined {
  return /^\/style\/[a-z]+\.(css|svg)$/.test(pathname) ? `..${pathname}` : undefined
}

/** The pages that a bundler writes to demo/dist, each into a folder of its name, with all that it loads in `assets`. */
function bundled(pathname: string): string | undefined {
  const [, page, file] = /^\/(react|vue)\/(assets\/[\w-]+(?:\.[\w-]+)*)?$/.exec(pathname) ?? []
  return page && `./${page}/${file ?? 'index.html'}`
}

function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string> = { 'content-type': 'text/plain; charset=utf-8' },
): void {
  response.writeHead(status, {
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-cache',
    ...securityHeaders,
    ...headers,
  })
  response.end(body)
}
