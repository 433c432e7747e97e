import { ref, type Ref } from 'vue'
import { ApiError, NoAnswer } from '@/api/client'
import { problemOf, type Problem } from './action'
import { keep, kept } from './storage'
import { words } from './words'

const w = words(
  { noAnswer: '网络不太好，没收到回音。过一会儿再试。' },
  { noAnswer: 'The network is weak and no answer came. Try again in a moment.' },
)
/** How a failed reading reads. */
export const whyNot = (error: unknown): Problem => (error instanceof NoAnswer ? { message: w.value.noAnswer, fields: {} } : problemOf(error))

/** `stale`: `data` is what was read some time ago, because no answer comes now. `gone`: there is nothing here for the reader. */
export interface Reading<T> {
  data: Ref<T | null>
  loading: Ref<boolean>
  problem: Ref<Problem | null>
  stale: Ref<boolean>
  gone: Ref<boolean>
  load: () => Promise<void>
}

/**
 * What a page shows from the API: at once what was kept under `name()` the last time, then what is true now. An answer
 * that comes after a later one was asked for is dropped. Only what anybody may read belongs here; personal things go
 * without a name ("") and are not kept.
 */
export function useReading<T>(name: () => string, read: () => Promise<T>): Reading<T> {
  const data: Ref<T | null> = ref(null)
  const loading = ref(false)
  const problem = ref<Problem | null>(null)
  const stale = ref(false)
  const gone = ref(false)
  let latest = 0

  async function load(): Promise<void> {
    const mine = ++latest
    const place = name() && `read.${name()}`
    loading.value = true
    if (place && data.value === null) data.value = kept<T>(place)
    try {
      const found = await read()
      if (mine !== latest) return
      data.value = found
      stale.value = gone.value = false
      problem.value = null
      if (place) keep(place, found)
    } catch (error) {
      if (mine !== latest) return
      gone.value = error instanceof ApiError && error.status === 404
      if (gone.value) data.value = null
      problem.value = whyNot(error)
      stale.value = data.value !== null
    } finally {
      if (mine === latest) loading.value = false
    }
  }

  return { data, loading, problem, stale, gone, load }
}

/** A list that is read page by page: `next` is the API's cursor, "" at the end. */
export function usePages<T>(read: (cursor: string) => Promise<{ items: T[]; next: string }>, name: () => string = () => '') {
  const items: Ref<T[]> = ref([])
  const more = ref('')
  const first = useReading(name, () => read(''))
  const loadingMore = ref(false)

  async function load(): Promise<void> {
    await first.load()
    items.value = first.data.value?.items ?? []
    more.value = first.data.value?.next ?? ''
  }

  async function loadMore(): Promise<void> {
    if (!more.value || loadingMore.value) return
    loadingMore.value = true
    try {
      const page = await read(more.value)
      items.value = [...items.value, ...page.items]
      more.value = page.next
    } catch (error) {
      first.problem.value = whyNot(error)
    } finally {
      loadingMore.value = false
    }
  }

  const { loading, problem, stale, gone } = first
  return { items, more, loading, loadingMore, problem, stale, gone, load, loadMore }
}
