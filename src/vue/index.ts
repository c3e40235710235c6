/**
 * Composables for Vue 3, typed by your client.
 *
 * @packageDocumentation
 */
export { createComposables } from './create.ts'
export type {
  ChannelSource,
  Composables,
  NameSource,
  RequestComposable,
  RequestComposableOptions,
} from './composables.ts'
export type { ChannelsOf, JoinArguments, RunArguments } from '../view/view.ts'
export type { ListOptions } from '../view/list.ts'
