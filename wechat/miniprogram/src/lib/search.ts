import { computed, reactive, ref, type Ref } from 'vue'
import { api, type Schemas } from '@/api/client'
import { pause } from './pause'
import { useReading, whyNot } from './reading'

type Hit = Schemas['FoundHitOut']
type Suggestions = Schemas['SuggestOut']

/** What a search is narrowed to, by the API's names; "" asks for nothing. */
export interface Narrowing {
  kind: string
  community: string
  standing: string
  period: string
}
const WIDE: Narrowing = { kind: '', community: '', standing: '', period: '' }

/**
 * What was found. `asked` is what the page answers, "" before the first search; `narrowed` how many filters stand.
 * Another text is looked for without the filters of the last one.
 */
export function useSearch() {
  const asked = ref('')
  const narrowing = reactive<Narrowing>({ ...WIDE })
  const newest = ref(false)
  const older: Ref<Hit[]> = ref([])
  const next = ref('')
  const loadingMore = ref(false)
  const narrowed = computed(() => Object.values(narrowing).filter(Boolean).length)
  const query = (cursor: string) => ({ q: asked.value, ...narrowing, sort: newest.value ? 'newest' : '', cursor })
  const { data: first, loading, problem, stale, load: read } = useReading(
    () => '',
    () => api('get', '/api/v1/search', { query: query('') }),
  )
  const hits = computed(() => [...(first.value?.items ?? []), ...older.value])
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    older.value = []
    next.value = ''
    loadingMore.value = false
    await read()
    if (mine === turn) next.value = first.value?.next_cursor ?? ''
  }
  async function find(text: string): Promise<void> {
    asked.value = text
    first.value = null
    Object.assign(narrowing, WIDE)
    await load()
  }
  async function narrow(which: keyof Narrowing, value: string): Promise<void> {
    narrowing[which] = value
    await load()
  }
  async function widen(): Promise<void> {
    Object.assign(narrowing, WIDE)
    await load()
  }
  async function order(byDate: boolean): Promise<void> {
    newest.value = byDate
    await load()
  }
  /** The next page; one that comes after something else was asked for is dropped. */
  async function more(): Promise<void> {
    if (!next.value || loadingMore.value) return
    const mine = turn
    loadingMore.value = true
    try {
      const page = await api('get', '/api/v1/search', { query: query(next.value) })
      if (mine !== turn) return
      older.value = [...older.value, ...page.items]
      next.value = page.next_cursor ?? ''
      problem.value = null
    } catch (error) {
      if (mine === turn) problem.value = whyNot(error)
    } finally {
      if (mine === turn) loadingMore.value = false
    }
  }

  return { asked, narrowing, newest, narrowed, first, hits, next, loading, loadingMore, problem, stale, load, find, narrow, widen, order, more }
}

const TYPING_MS = 200

/** What goes on from what is being typed, and what many have searched where nothing is. */
export function useSuggestions() {
  const going: Ref<Suggestions['items']> = ref([])
  const popular = ref<string[]>([])
  let latest = 0

  /** The text is `text` now; only the last one of a quick hand is asked for. */
  async function typed(text: string): Promise<void> {
    const mine = ++latest
    await pause(TYPING_MS)
    if (mine !== latest) return
    try {
      const found = await api('get', '/api/v1/search/suggest', { query: { q: text } })
      if (mine !== latest) return
      going.value = found.items
      if (!text.trim()) popular.value = found.popular
    } catch {
      if (mine === latest) going.value = [] // a help less: the search itself says what is wrong
    }
  }
  function stop(): void {
    latest += 1
    going.value = []
  }
  return { going, popular, typed, stop }
}
