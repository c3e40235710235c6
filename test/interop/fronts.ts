// The proxies that people put in front of servers, with an idle limit of a second, with and without TLS.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { temporaryFolder } from '../browser/child.ts'
import { freePort } from '../browser/port.ts'
import { build } from '../conformance/build.ts'
import { startProgram, type Running } from './start.ts'

export interface Front {
  readonly name: string
  readonly command: string
  /** What it answers to an upgrade while no server is behind it. */
  readonly unavailable: number
  /** Its arguments, with a file that says what is in front of what. */
  args(file: string): string[]
  configure(places: Places): string
}

interface Places {
  /** Ports: plain, TLS, and of the server behind. */
  readonly plain: number
  readonly secure: number
  readonly backend: number
  /** Files: the certificate, its key, and both. */
  readonly certificate: string
  readonly key: string
  readonly both: string
}

/** The programs are where only root looks for them. */
const find = (name: string) => ['/usr/sbin', '/usr/bin'].map((path) => `${path}/${name}`).find(existsSync) ?? name

/** One process each, so that it is all gone once it is killed. */
export const fronts: readonly Front[] = [
  {
    name: 'nginx',
    command: find('nginx'),
    unavailable: 502,
    args: (file) => ['-e', 'stderr', '-c', file],
    configure: ({ plain, secure, backend, certificate, key }) => `
      daemon off; master_process off; pid ${certificate}.pid; events {}
      http {
        access_log off;
        map $http_upgrade $connection_upgrade { default upgrade; '' close; }
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${certificate}.${each};`).join(' ')}
        server {
          listen 127.0.0.1:${plain};
          listen 127.0.0.1:${secure} ssl;
          ssl_certificate ${certificate};
          ssl_certificate_key ${key};
          location / {
            proxy_pass http://127.0.0.1:${backend};
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_read_timeout 1s;
            proxy_send_timeout 1s;
          }
        }
      }`,
  },
  {
    name: 'haproxy',
    command: find('haproxy'),
    unavailable: 503,
    args: (file) => ['-db', '-f', file],
    // The log tells the protocol, the path, the status, which connection, and what a link is to become. An extended CONNECT
    // (RFC 8441) stands there as what haproxy makes of it: HTTP/2 that upgrades, which HTTP/2 itself has no word for.
    configure: ({ plain, secure, backend, both }) => `
global
  log stdout format raw local0
defaults
  mode http
  log global
  log-format "%HV %HPO %ST from %cp to %[var(txn.upgrade)]"
  retries 0
  timeout connect 1s
  timeout client 5s
  timeout server 5s
  timeout tunnel 1s
frontend web
  bind 127.0.0.1:${plain}
  bind 127.0.0.1:${secure} ssl crt ${both} alpn h2,http/1.1
  http-request set-var(txn.upgrade) req.hdr(upgrade)
  default_backend realtime
backend realtime
  server node1 127.0.0.1:${backend}
`,
  },
]

export interface RunningFront {
  readonly url: string
  readonly secureUrl: string
  /** For `https:` and `wss:` with the name of this machine. */
  readonly origin: string
  /** The certificate, for who does not know it yet. */
  readonly certificate: string
  readonly running: Running
  /** On the same ports as before. */
  restart(): Promise<void>
}

export function isInstalled({ command }: Front): boolean {
  return spawnSync(command, ['-v']).status === 0
}

export async function startFront({ command, args, configure }: Front, backend: number): Promise<RunningFront> {
  const folder = temporaryFolder('holdfast-front-')
  const [certificate, key, both, file] = ['cert.pem', 'key.pem', 'both.pem', 'front.conf'].map(
    (name) => `${folder}/${name}`,
  ) as [string, string, string, string]
  const [plain, secure] = [await freePort(), await freePort()]
  const texts = makeCertificate(certificate, key)
  writeFileSync(both, texts.join(''))
  writeFileSync(file, configure({ plain, secure, backend, certificate, key, both }))
  const program = { command, args: args(file) }
  let running = await startProgram(program, plain)
  return {
    url: `ws://127.0.0.1:${plain}/`,
    secureUrl: `wss://127.0.0.1:${secure}/`,
    origin: `localhost:${secure}`,
    certificate: texts[0],
    get running() {
      return running
    },
    restart: async () => {
      running = await startProgram(program, plain)
    },
  }
}

/** Good for a day, and for nobody but who is told to trust it. */
function makeCertificate(certificate: string, key: string): [certificate: string, key: string] {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1']
  build('openssl', ['req', ...kind, ...subject, '-keyout', key, '-out', certificate])
  return [readFileSync(certificate, 'utf8'), readFileSync(key, 'utf8')]
}
