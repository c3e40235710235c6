/**
 * Hooks for React 18 and 19, typed by your client.
 *
 * @packageDocumentation
 */
export { createHooks } from './create.ts'
export type { ClientProviderProps, Hooks, RequestHook, RequestHookOptions } from './hooks.ts'
export type { ChannelsOf, JoinArguments, RunArguments } from '../view/view.ts'
export type { ListOptions } from '../view/list.ts'
export type { RequestState } from '../view/request.ts'
