/** The page's client and its composables. */
import { createComposables } from 'holdfast/vue'
import { connect } from '../parts/client.ts'

export const client = connect()
export const { ClientPlugin, useChannel, useClient, useConnectionState, useEvent, useJoin, useList, useRequest } =
  createComposables<typeof client>()

// Hot reload runs this module again.
import.meta.hot?.dispose(() => client.close())
