import { ref } from 'vue'
import { listening, type Listening } from '@/platform/listening'
import { keep, kept } from './storage'

const KEPT_EVERY_S = 10

/** What plays now, by its code; "" where nothing was started. It plays on from page to page. */
export const heard = ref('')
export const playing = ref(false)
export const broken = ref(false)
export const at = ref(0)

let sound: Listening | null = null
let last = 0
const place = (code: string) => `heard.${code}`

function note(seconds: number): void {
  at.value = seconds
  if (Math.abs(seconds - last) < KEPT_EVERY_S) return
  last = seconds
  keep(place(heard.value), Math.floor(seconds))
}
const started = () =>
  listening({
    playing: () => {
      playing.value = true
      broken.value = false
    },
    stopped: () => {
      playing.value = false
      keep(place(heard.value), Math.floor(at.value))
    },
    failed: () => {
      playing.value = false
      broken.value = true
    },
    time: note,
  })

export interface Recording {
  code: string
  address: string
  title: string
  from: string
}

/** Where somebody stopped listening to it, in seconds. */
export const reached = (code: string): number => (heard.value === code ? at.value : (kept<number>(place(code)) ?? 0))

/** Play or pause; from `second`, else from where it was. */
export function listen(what: Recording, second?: number): void {
  sound ??= started()
  broken.value = false
  if (heard.value !== what.code || !sound) {
    const from = second ?? reached(what.code)
    heard.value = what.code
    at.value = last = from
    playing.value = true
    return sound.play({ address: what.address, title: what.title, from: what.from, at: from })
  }
  if (second !== undefined) {
    sound.seek(second)
    at.value = second
    if (!playing.value) sound.resume()
  } else if (playing.value) sound.pause()
  else sound.resume()
}

/** 3:20, or 1:03:20. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (n: number) => String(n).padStart(2, '0')
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** Which chapter is heard at `second`; -1 before the first. */
export const chapterAt = (chapters: { at: number }[], second: number): number => chapters.reduce((found, chapter, n) => (chapter.at <= second ? n : found), -1)
