import { forget, keep, kept } from './storage'

/** What somebody is writing, kept on the phone at each keystroke until the server has it. */
export interface Draft<T> {
  read: () => T | null
  write: (value: T) => void
  done: () => void
}

export function draft<T>(name: string): Draft<T> {
  const place = `draft.${name}`
  return { read: () => kept<T>(place), write: (value) => void keep(place, value), done: () => forget(place) }
}
