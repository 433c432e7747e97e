import { computed, ref, type ComputedRef } from 'vue'

export type Language = 'zh' | 'en'

/** What the reader reads: what they chose, else what their WeChat speaks. */
export const language = ref<Language>('zh')

/** The words of a page in the reader's language; the types ask for each of them in both. */
export function words<T extends object>(zh: T, en: NoInfer<T>): ComputedRef<T> {
  return computed(() => (language.value === 'en' ? en : zh))
}
