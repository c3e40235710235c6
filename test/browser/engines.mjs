// Where each browser engine is on this machine, and the Redis of the server's tests, and what to say when one is not there. Plain JavaScript, as
// `npm run browsers` runs before anything is built.
import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export const engines = ['chromium', 'firefox', 'webkit']

const applications = '/Applications'
const libraries = ['/usr/lib', '/usr/lib64', '/usr/libexec']
const webkits = ['webkit2gtk-4.1', 'webkit2gtk-4.0', 'webkitgtk-6.0']

// Every engine is made of parts; an environment variable names a part, else it is looked for.
const parts = {
  chromium: {
    browser: {
      variable: 'HOLDFAST_CHROMIUM',
      commands: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
      paths: [
        `${applications}/Chromium.app/Contents/MacOS/Chromium`,
        `${applications}/Google Chrome.app/Contents/MacOS/Google Chrome`,
      ],
    },
  },
  firefox: {
    browser: {
      variable: 'HOLDFAST_FIREFOX',
      commands: ['firefox', 'firefox-esr'],
      paths: [`${applications}/Firefox.app/Contents/MacOS/firefox`],
    },
  },
  webkit: {
    driver: { variable: 'HOLDFAST_WEBKIT_DRIVER', commands: ['WebKitWebDriver'], paths: [] },
    browser: {
      variable: 'HOLDFAST_WEBKIT_BROWSER',
      commands: ['MiniBrowser'],
      paths: libraries.flatMap((library) => [library, ...folders(library)]).flatMap(miniBrowsers),
    },
    display: { variable: 'HOLDFAST_XVFB', commands: ['Xvfb'], paths: [] },
  },
  redis: { server: { variable: 'HOLDFAST_REDIS', commands: ['redis-server'], paths: [] } },
}

/**
 * The parts of an engine and the names of those that are missing.
 * @param {'chromium' | 'firefox' | 'webkit' | 'redis'} engine
 */
export function find(engine) {
  const found = Object.entries(parts[engine]).map(([name, part]) => [name, locate(part)])
  return {
    parts: Object.fromEntries(found),
    missing: found.filter(([, path]) => !path).map(([name]) => parts[engine][name].commands[0]),
  }
}

/**
 * The parts of an engine; throws with what to do when one is missing.
 * @param {'chromium' | 'firefox' | 'webkit' | 'redis'} engine
 */
export function need(engine) {
  const { parts, missing } = find(engine)
  if (missing.length) throw new Error(advice(engine, missing))
  return parts
}

/** What to do about an engine that is not there. */
export function advice(engine, missing) {
  const variables = Object.values(parts[engine]).map((part) => part.variable)
  return (
    `${engine}: ${missing.join(' and ')} not found. Run "npm run browsers" as root on Debian or Ubuntu, ` +
    `or install it and name it in ${variables.join(', ')}.`
  )
}

function locate({ variable, commands, paths }) {
  const named = process.env[variable]
  if (named) return isProgram(named) ? named : undefined
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = commands.flatMap((command) => folders.map((folder) => join(folder, command)))
  return [...candidates, ...paths].find(isProgram)
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

// Debian keeps the browser under /usr/lib/<architecture>, Fedora under /usr/libexec.
function folders(library) {
  try {
    return readdirSync(library)
      .filter((name) => name.includes('-linux-'))
      .map((name) => join(library, name))
  } catch {
    return []
  }
}

function miniBrowsers(folder) {
  return webkits.map((webkit) => join(folder, webkit, 'MiniBrowser'))
}
