// One origin for a test: pages that load the built library as a CDN would serve it, and WebSockets beside them.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo } from 'node:net'
import { extname } from 'node:path'
import { Echo } from './echo.ts'

export type Build = 'esm' | 'umd'

const dist = new URL('../../dist/', import.meta.url)
const own = new URL('page/', import.meta.url)

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'application/javascript; charset=utf-8',
  '.mjs': 'application/javascript; charset=utf-8',
  '.cjs': 'application/node; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
}

const module = "import * as Holdfast from '/holdfast.browser.mjs'; globalThis.Holdfast = Holdfast;"
const scripts: Record<Build, string> = {
  esm: `<script type="module">${module}</script>`,
  umd: '<script src="/holdfast.min.js"></script>',
}

const generated: Record<string, string> = {
  '/blank.html': page(''),
  '/esm.html': page(scripts.esm),
  '/umd.html': page(scripts.umd),
  '/readme.html': page(`<script type="importmap">{"imports":{"holdfast":"/holdfast.browser.mjs"}}</script>`),
  '/esm-worker.mjs': `${module} import '/harness.js'; import '/worker.js'`,
  '/umd-worker.js': "importScripts('/holdfast.js', '/harness.js', '/worker.js')",
}

export class Site extends Echo {
  private constructor(private readonly http: Server) {
    super(http)
    http.on('request', (request, response) => void answer(request, response))
  }

  static async start(): Promise<Site> {
    const http = createServer().listen(0, '127.0.0.1')
    await once(http, 'listening')
    return new Site(http)
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}/echo`
  }

  private get port(): number {
    return (this.http.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.drop()
    this.http.closeAllConnections()
    this.http.close()
    await once(this.http, 'close')
  }
}

function page(script: string): string {
  return `<!doctype html><title>Holdfast</title><script src="/harness.js"></script>${script}`
}

/** Serves the files of a page, whatever host asks for them. */
export async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  const body = generated[pathname] ?? (await file(pathname))
  const policy = searchParams.get('csp')
  if (policy) response.setHeader('Content-Security-Policy', policy)
  response.setHeader('X-Content-Type-Options', 'nosniff')
  response.setHeader('Content-Type', types[extname(pathname)] ?? 'text/plain')
  response.writeHead(body === undefined ? 404 : 200).end(body)
}

async function file(pathname: string): Promise<Buffer | undefined> {
  const name = `.${pathname}`
  const folder = /^\/(holdfast[.\w]*|testing\.mjs|parts\/[\w-]+\.mjs)$/.test(pathname) ? dist : own
  return readFile(new URL(name, folder)).catch(() => undefined)
}
