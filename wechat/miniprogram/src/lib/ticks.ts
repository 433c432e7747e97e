import { computed, ref } from 'vue'
import { keep, kept } from './storage'

/**
 * Ticks of a list that the server has not confirmed yet: kept on the keeper's phone, because doors are often where no
 * signal is. They hold codes of bookings, no names. Sending them again changes nothing.
 */
export function useTicks(roster: () => string) {
  const codes = ref<string[]>([])
  const place = () => `ticks.${roster()}`
  const write = (now: string[]): void => {
    codes.value = now
    keep(place(), now)
  }
  const takeUp = (): void => {
    codes.value = kept<string[]>(place()) ?? []
  }
  const add = (more: string[]): void => write([...new Set([...codes.value, ...more])])
  const drop = (gone: string[]): void => write(codes.value.filter((code) => !gone.includes(code)))
  return { codes, count: computed(() => codes.value.length), takeUp, add, drop }
}
