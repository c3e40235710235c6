import { onScopeDispose, ref, type Ref } from 'vue'

/** The time of day, told anew every so many ms. */
export function useNow(interval: number): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => (now.value = Date.now()), interval)
  onScopeDispose(() => clearInterval(timer))
  return now
}
