// The drop-in, in Node, on each server; then the table of what was seen.
import { expect, test } from 'vitest'
import { readRows, writeRows, type Row } from './matrix.ts'
import { servers } from './servers.ts'
import { describeServer } from './stage.ts'
import { interop } from './suite.ts'

const rows: Partial<Row>[] = []
for (const server of servers) {
  describeServer(server, (version) => interop(server, version, (row) => rows.push(row)))
}

// Versions differ from machine to machine, what a server does should not.
const withoutVersion = (row: Partial<Row>) => ({ ...row, version: '' })

test('the matrix tells what was seen', () => {
  const names = servers.map(({ name }) => name)
  if (process.env['HOLDFAST_MATRIX'] === 'write') writeRows(rows, names)
  const recorded = readRows()
  expect(recorded.map(({ name }) => name)).toEqual(names)
  const here = recorded.filter(({ name }) => rows.some((row) => row.name === name))
  expect(rows.map(withoutVersion)).toEqual(here.map(withoutVersion))
})
