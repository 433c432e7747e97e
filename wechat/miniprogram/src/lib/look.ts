import { computed, ref } from 'vue'
import { systemLanguage, systemTypeSize } from '@/platform/phone'
import { keep, kept } from './storage'
import { language, type Language } from './words'

const PLAIN_PX = 16
const ELDER_PX = 20

/** 长辈版: larger type, larger targets, one thing after another; every function stays. */
export const elder = ref(false)
const systemPx = ref(PLAIN_PX)

/** One step of the type scale in pixels: what elder mode asks for, times what the reader set in WeChat. */
export const step = computed(() => ((elder.value ? ELDER_PX : PLAIN_PX) * Math.min(Math.max(systemPx.value / PLAIN_PX, 0.9), 1.5)).toFixed(1))

export function setElder(on: boolean): void {
  elder.value = on
  keep('elder', on)
}

/** What the account says counts where nothing was chosen on this phone. */
export function adoptElder(on: boolean): void {
  if (kept<boolean>('elder') === null) elder.value = on
}

export function setLanguage(chosen: Language): void {
  language.value = chosen
  keep('language', chosen)
}

/** Take up what this phone was set to; called once when the program starts. */
export function takeUpLook(): void {
  elder.value = kept<boolean>('elder') ?? false
  systemPx.value = systemTypeSize()
  language.value = kept<Language>('language') ?? (systemLanguage().toLowerCase().startsWith('en') ? 'en' : 'zh')
}
