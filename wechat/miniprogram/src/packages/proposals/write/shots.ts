import { computed, ref } from 'vue'
import { api, ApiError, newKey, upload, type Schemas } from '@/api/client'
import { problemOf } from '@/lib/action'
import { media } from '@/lib/media'
import { words } from '@/lib/words'

type Photo = Schemas['PhotoOut']

/** A picture of the proposal: on its way, kept (`code`), or refused (`wrong`). */
export interface Shot {
  id: string
  key: string
  code: string
  file: string
  src: string
  percent: number
  state: 'waiting' | 'sending' | 'kept' | 'failed'
  wrong: string
}

const w = words(
  { large: '这张照片太大了，传不上去。请换一张小一点的，或者截个图再传。' },
  { large: 'This picture is too large. Please take a smaller one, or a screenshot of it.' },
)

/**
 * Pictures one after the other, each with its own progress and its own failure: one that does not arrive holds up none.
 * `code` gives the proposal's, `most` how many there may be.
 */
export function useShots(code: () => string, most: () => number) {
  const shots = ref<Shot[]>([])
  const room = computed(() => Math.max(0, most() - shots.value.length))
  const sending = computed(() => shots.value.some((shot) => shot.state === 'sending' || shot.state === 'waiting'))
  let running = false

  /** Take up what the server has; pictures that are still under way stay. */
  function take(photos: Photo[]): void {
    const under = shots.value.filter((shot) => shot.state !== 'kept')
    const local = new Map(shots.value.map((shot) => [shot.code, shot.file]))
    shots.value = [...photos.map((photo) => keptShot(photo, local.get(photo.code) ?? '')), ...under]
  }

  const keptShot = (photo: Photo, file: string): Shot => ({
    id: photo.code,
    key: '',
    code: photo.code,
    file,
    src: file || media(photo.small_url),
    percent: 100,
    state: 'kept',
    wrong: '',
  })

  function add(files: string[]): void {
    const more = files.slice(0, room.value).map((file): Shot => ({ id: newKey(), key: newKey(), code: '', file, src: file, percent: 0, state: 'waiting', wrong: '' }))
    shots.value = [...shots.value, ...more]
    void sendAll()
  }

  function again(id: string): void {
    const shot = shots.value.find((each) => each.id === id)
    if (shot) Object.assign(shot, { state: 'waiting', wrong: '', percent: 0 })
    void sendAll()
  }

  async function sendAll(): Promise<void> {
    if (running) return
    running = true
    for (let next; (next = shots.value.find((shot) => shot.state === 'waiting')); ) await sendOne(next)
    running = false
  }

  async function sendOne(shot: Shot): Promise<void> {
    shot.state = 'sending'
    try {
      const kept = (await upload(`/api/v1/proposals/${code()}/photos`, 'photo', shot.file, shot.key, (percent) => (shot.percent = percent))) as Photo
      Object.assign(shot, { state: 'kept', code: kept.code, percent: 100 })
    } catch (error) {
      if (error instanceof ApiError) shot.key = newKey() // a refusal settles its key
      Object.assign(shot, { state: 'failed', wrong: reason(error) })
    }
  }

  async function remove(id: string): Promise<void> {
    const shot = shots.value.find((each) => each.id === id)
    if (!shot || shot.state === 'sending') return
    try {
      if (shot.code) await api('delete', '/api/v1/proposals/{code}/photos/{photo}', { path: { code: code(), photo: shot.code } })
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return void (shot.wrong = reason(error))
    }
    shots.value = shots.value.filter((each) => each.id !== id)
  }

  return { shots, room, sending, take, add, again, remove }
}

/** A proxy that takes no file so large answers without a word of ours. */
const reason = (error: unknown): string => (error instanceof ApiError && error.status === 413 ? w.value.large : problemOf(error).message)
