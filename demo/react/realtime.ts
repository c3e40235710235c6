/** The page's client and its hooks. */
import { createHooks } from 'holdfast/react'
import { connect } from '../parts/client.ts'

export const client = connect()
export const { ClientProvider, useChannel, useClient, useConnectionState, useEvent, useJoin, useList, useRequest } =
  createHooks<typeof client>()

// Hot reload runs this module again.
import.meta.hot?.dispose(() => client.close())
