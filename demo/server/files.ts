/** Serves the page and what it loads: these files, nothing else. */
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'

/** Where things lie, seen from the built server, demo/dist/server.mjs. */
const files = new Map([
  ['/', { path: '../page/index.html', type: 'text/html' }],
  ['/favicon.svg', { path: '../page/favicon.svg', type: 'image/svg+xml' }],
  ['/page.js', { path: './page.js', type: 'text/javascript' }],
  ['/holdfast.js', { path: '../../dist/holdfast.js', type: 'text/javascript' }],
  ['/uplot.css', { path: '../../node_modules/uplot/dist/uPlot.min.css', type: 'text/css' }],
])

const securityHeaders = {
  // Some engines do not count ws: on the same host as 'self'.
  'content-security-policy':
    "default-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
}

export async function serveFile(pathname: string, response: ServerResponse): Promise<void> {
  const file = files.get(pathname) ?? styleSheet(pathname)
  if (!file) return answer(response, 404, 'Not found.\n')
  try {
    const body = await readFile(fileURLToPath(new URL(file.path, import.meta.url)))
    answer(response, 200, body, file.type)
  } catch {
    answer(response, 500, `${pathname} is missing: run npm run build.\n`)
  }
}

function styleSheet(pathname: string): { path: string; type: string } | undefined {
  return /^\/style\/[a-z]+\.css$/.test(pathname) ? { path: `../page${pathname}`, type: 'text/css' } : undefined
}

function answer(response: ServerResponse, status: number, body: string | Buffer, type = 'text/plain'): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-cache',
    ...securityHeaders,
  })
  response.end(body)
}
