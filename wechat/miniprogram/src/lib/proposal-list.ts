import { computed, reactive, ref } from 'vue'
import { api, type Schemas } from '@/api/client'
import { usePages } from './reading'
import { shuffled } from './shuffle'

type Proposal = Schemas['ProposalCardOut']

/** What a list of proposals is narrowed to; "" asks for nothing. */
export interface Filters {
  contest: string
  community: string
  category: string
  order: 'newest' | 'supported'
  q: string
}

const SHOWN = 20
const MOST = 100

/**
 * Proposals of one contest, or of all where `contest` is "". `fair`: everything of the contest in this phone's own order,
 * which needs all of it at once; a contest has some hundreds at most.
 */
export function useProposals(contest: () => string, fair: () => boolean) {
  const filters = reactive<Filters>({ contest: '', community: '', category: '', order: 'newest', q: '' })
  const narrowed = computed(() => [filters.contest, filters.community, filters.category, filters.q].filter(Boolean).length)
  const of = (): string => contest() || filters.contest

  async function page(cursor: string, limit: number): Promise<{ items: Proposal[]; next: string }> {
    const { community, category, order, q } = filters
    const query = { community, category, order, q: q.trim(), cursor, limit }
    const code = of()
    const found = code
      ? await api('get', '/api/v1/contests/{code}/proposals', { path: { code }, query })
      : await api('get', '/api/v1/proposals', { query })
    return { items: found.items, next: found.next_cursor ?? '' }
  }

  async function everything(): Promise<{ items: Proposal[]; next: string }> {
    const all: Proposal[] = []
    for (let next = ''; ; ) {
      const one = await page(next, MOST)
      all.push(...one.items)
      if (!(next = one.next)) return { items: shuffled(all), next: '' }
    }
  }

  const read = (cursor: string) => (fair() ? everything() : page(cursor, SHOWN))
  const pages = usePages(read, () => (narrowed.value || filters.order !== 'newest' || fair() ? '' : `proposals.${contest()}`))
  const visible = ref(SHOWN)
  const items = computed(() => (fair() ? pages.items.value.slice(0, visible.value) : pages.items.value))
  const more = computed(() => (fair() ? visible.value < pages.items.value.length : pages.more.value !== ''))

  async function load(): Promise<void> {
    visible.value = SHOWN
    await pages.load()
  }
  async function loadMore(): Promise<void> {
    if (fair()) visible.value += SHOWN
    else await pages.loadMore()
  }
  function clear(): void {
    Object.assign(filters, { contest: '', community: '', category: '', order: 'newest', q: '' } satisfies Filters)
  }

  const { loading, loadingMore, problem } = pages
  return { filters, narrowed, items, more, loading, loadingMore, problem, load, loadMore, clear }
}
