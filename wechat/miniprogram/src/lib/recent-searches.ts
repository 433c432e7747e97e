import { ref } from 'vue'
import { forget, keep, kept } from './storage'

/** Where they are kept: on this phone alone; signing out drops them. */
export const RECENT = 'searches'
const KEPT_AT_MOST = 8

/** What was searched on this phone, the latest first. */
export function useRecent() {
  const recent = ref(kept<string[]>(RECENT) ?? [])

  function remember(text: string): void {
    recent.value = [text, ...recent.value.filter((each) => each !== text)].slice(0, KEPT_AT_MOST)
    keep(RECENT, recent.value)
  }
  function clear(): void {
    recent.value = []
    forget(RECENT)
  }
  return { recent, remember, clear }
}
