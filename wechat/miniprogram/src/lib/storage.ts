/** Small things kept on the phone, as JSON under names of our own; what cannot be kept is only not kept. */
const NAME = 'linli.'

export function keep(name: string, value: unknown): boolean {
  try {
    uni.setStorageSync(NAME + name, JSON.stringify(value))
    return true
  } catch {
    return false // the phone's storage is full: nothing that is kept here exists only here
  }
}

export function kept<T>(name: string): T | null {
  const text: unknown = uni.getStorageSync(NAME + name)
  if (typeof text !== 'string' || text === '') return null
  try {
    return JSON.parse(text) as T
  } catch {
    return null
  }
}

export function forget(name: string): void {
  uni.removeStorageSync(NAME + name)
}
