import { describe, expect, it } from 'vitest'
import { signOut } from '@/api/session'
import { useRecent } from '@/lib/recent-searches'
import { useSearch, useSuggestions } from '@/lib/search'
import { pageFor } from '@/rooms'
import { searchFor } from '@/rooms/search'
import { answer, rule, sent, silence, store } from './phone'

const PATH = '/api/v1/search'
const hit = (title: string) => ({ kind: 'topics', kind_label: '议题', title: [{ text: title, marked: true }], snippet: [], url: `/councils/topics/${title}/`, community_id: null, at: '2026-01-01T00:00:00Z', ends_at: null })
const found = (titles: string[], more: object = {}) => ({ items: titles.map(hit), next_cursor: null, total: titles.length, facets: { kinds: [], communities: [], standings: [], periods: [] }, relaxed: false, simpler: false, ...more })
const asked = () => new URLSearchParams(sent.at(-1)!.url.split('?')[1])
const titles = (search: ReturnType<typeof useSearch>) => search.hits.value.map((each) => each.title[0]!.text)

describe('a search', () => {
  it('goes on where the page ended, under the same filters', async () => {
    rule('GET', PATH, ({ url }) => ({ status: 200, data: url.includes('cursor=c1') ? found(['b']) : found(['a'], { next_cursor: 'c1', total: 2 }) }))
    const search = useSearch()
    await search.find('电动车')
    await search.narrow('kind', 'topics')
    expect(search.narrowed.value).toBe(1)
    await search.more()
    expect(titles(search)).toEqual(['a', 'b'])
    expect([asked().get('q'), asked().get('kind'), asked().get('cursor')]).toEqual(['电动车', 'topics', 'c1'])
    const before = sent.length
    await search.more()
    expect(sent.length).toBe(before)
  })
  it('looks for another text without the filters of the last one', async () => {
    answer('GET', PATH, 200, found(['a']))
    const search = useSearch()
    await search.find('停车')
    await search.narrow('standing', 'over')
    await search.find('路灯')
    expect(search.narrowed.value).toBe(0)
    expect(asked().get('standing') ?? '').toBe('')
    await search.order(true)
    expect(asked().get('sort')).toBe('newest')
    await search.narrow('period', '0')
    await search.widen()
    expect(asked().get('period') ?? '').toBe('')
  })
  it('drops a further page that comes after something else was asked', async () => {
    rule('GET', PATH, ({ url }) => ({ status: 200, data: url.includes('cursor=') ? found(['old']) : found(['first'], { next_cursor: 'c1' }) }))
    const search = useSearch()
    await search.find('停车')
    const late = search.more()
    await search.find('路灯')
    await late
    expect(titles(search)).toEqual(['first'])
    expect(search.loadingMore.value).toBe(false)
  })
  it('keeps what is there where the next page does not come, and says so', async () => {
    answer('GET', PATH, 200, found(['a'], { next_cursor: 'c1' }))
    const search = useSearch()
    await search.find('停车')
    silence('GET', PATH)
    await search.more()
    expect(titles(search)).toEqual(['a'])
    expect(search.problem.value?.message).toContain('网络')
    answer('GET', PATH, 200, found(['b']))
    await search.more()
    expect(titles(search)).toEqual(['a', 'b'])
    expect(search.problem.value).toBeNull()
  })
})

describe('suggestions', () => {
  it('are asked for the last of several texts alone', async () => {
    rule('GET', `${PATH}/suggest`, ({ url }) => ({ status: 200, data: { items: [{ text: decodeURIComponent(url), url: '/', kind_label: '' }], popular: [] } }))
    const { going, typed, stop } = useSuggestions()
    await Promise.all([typed('电'), typed('电动'), typed('电动车')])
    expect(sent.filter((each) => each.url.includes('suggest'))).toHaveLength(1)
    expect(going.value[0]!.text).toContain('电动车')
    stop()
    expect(going.value).toEqual([])
  })
  it('tell what many search before anything is typed, and are only missing where none come', async () => {
    answer('GET', `${PATH}/suggest`, 200, { items: [], popular: ['停车'] })
    const { going, popular, typed } = useSuggestions()
    await typed('')
    expect(popular.value).toEqual(['停车'])
    answer('GET', `${PATH}/suggest`, 429, { code: 'too_many', message: '', fields: {} })
    await typed('停')
    expect(going.value).toEqual([])
  })
})

describe('recent searches', () => {
  it('stay on the phone, each once, until they are cleared', () => {
    const { recent, remember, clear } = useRecent()
    for (const each of ['停车', '路灯', '停车']) remember(each)
    expect(recent.value).toEqual(['停车', '路灯'])
    expect(useRecent().recent.value).toEqual(['停车', '路灯'])
    expect(sent).toEqual([])
    for (let at = 0; at < 20; at += 1) remember(`词 ${at}`)
    expect(recent.value).toHaveLength(8)
    clear()
    expect(useRecent().recent.value).toEqual([])
  })
  it('leave the phone with whoever signs out', async () => {
    useRecent().remember('停车')
    await signOut()
    expect(store['linli.searches']).toBeUndefined()
  })
})

it('the search is found from its address', () => {
  expect(pageFor({ url: '/search/?q=x' })).toBe('/packages/search/find/index')
  expect(searchFor('电动车')).toBe(`/packages/search/find/index?q=${encodeURIComponent('电动车')}`)
})
