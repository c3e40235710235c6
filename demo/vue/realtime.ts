/** The page's client and its composables. */
import { createComposables } from 'holdfast/vue'
import { connect } from '../parts/client.ts'

// Hot reload runs this module again, without its dispose(): Vite calls that only where a module accepts itself.
const kept = import.meta.hot?.data as { client?: ReturnType<typeof connect> } | undefined
kept?.client?.close()

export const client = connect()
if (kept) kept.client = client

export const { ClientPlugin, useChannel, useClient, useConnectionState, useEvent, useJoin, useList, useRequest } =
  createComposables<typeof client>()
