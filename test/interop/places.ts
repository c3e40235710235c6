// Where Debian and Ubuntu put what the servers are made of.

export const python = '/usr/bin/python3'
export const go = '/usr/bin/go'
export const javac = '/usr/bin/javac'

/** Debian has gorilla/websocket as a source package, outside of any module. */
export const goEnvironment = { GO111MODULE: 'off', GOPATH: '/usr/share/gocode' }
export const gorilla = `${goEnvironment.GOPATH}/src/github.com/gorilla/websocket`

export function pythonLibrary(name: string): string {
  return `/usr/lib/python3/dist-packages/${name}`
}

export function jars(...names: string[]): string[] {
  return names.map((name) => `/usr/share/java/${name}.jar`)
}

export const tomcat = jars(
  ...['tomcat10-embed-core', 'tomcat10-embed-websocket', 'tomcat10-embed-el', 'tomcat10-annotations-api'],
  ...['tomcat10-servlet-api', 'tomcat10-websocket-api', 'tomcat10-websocket-client-api'],
)
