import { beforeEach, describe, expect, it, vi } from 'vitest'
import { draft } from '@/lib/drafts'
import { back, go, goOn, pageWith } from '@/lib/go'
import { elder, setElder, setLanguage, step, takeUpLook } from '@/lib/look'
import { media } from '@/lib/media'
import { cny } from '@/lib/money'
import { heard, lost, online } from '@/lib/online'
import { usePages, useReading } from '@/lib/reading'
import { codeOf } from '@/lib/scene'
import { forget, keep, kept } from '@/lib/storage'
import { ago, day, moment, until } from '@/lib/time'
import { language, words } from '@/lib/words'
import { api } from '@/api/client'
import { pageFor } from '@/rooms'
import { answer, opened, silence, store, uniFake } from './phone'

beforeEach(() => {
  setLanguage('zh')
  heard()
})

describe('storage', () => {
  it('keeps, reads and forgets', () => {
    expect(keep('a', { b: 1 })).toBe(true)
    expect(kept('a')).toEqual({ b: 1 })
    forget('a')
    expect(kept('a')).toBeNull()
  })
  it('reads nothing out of what is broken, and does not stop where the phone is full', () => {
    store['linli.a'] = '{broken'
    expect(kept('a')).toBeNull()
    vi.stubGlobal('uni', { ...uniFake, setStorageSync: () => { throw new Error('exceed max size') } })
    expect(keep('a', 1)).toBe(false)
  })
  it('holds a draft until it is done', () => {
    const mine = draft<{ title: string }>('write.c1')
    mine.write({ title: '旧车棚' })
    expect(draft('write.c1').read()).toEqual({ title: '旧车棚' })
    mine.done()
    expect(mine.read()).toBeNull()
  })
})

describe('time in Shanghai', () => {
  const now = Date.parse('2026-11-24T12:00:00+08:00')
  it('is written as people say it', () => {
    expect(moment('2026-11-24T11:00:00Z', now)).toBe('11月24日（周二）19:00')
    expect(day('2025-01-01T00:00:00+08:00', now)).toBe('2025年1月1日（周三）')
    expect(until('2026-11-30T16:00:00Z', now)).toBe('11月30日（周一）24:00')
    expect(until('2026-11-30T12:00:00Z', now)).toBe('11月30日（周一）20:00')
  })
  it.each([
    ['2026-11-24T11:59:40+08:00', '刚刚', 'just now'],
    ['2026-11-24T11:20:00+08:00', '40 分钟前', '40 min ago'],
    ['2026-11-24T06:00:00+08:00', '6 小时前', '6 h ago'],
    ['2026-11-23T23:59:00+08:00', '昨天', 'yesterday'],
    ['2026-11-20T08:00:00+08:00', '11月20日（周五）', 'Fri 20 Nov'],
  ])('%s was %s', (at, zh, en) => {
    expect(ago(at, now)).toBe(zh)
    setLanguage('en')
    expect(ago(at, now)).toBe(en)
  })
  it('is complete in English', () => {
    setLanguage('en')
    expect(moment('2026-11-24T11:00:00Z', now)).toBe('Tue 24 Nov, 19:00')
    expect(until('2025-11-30T16:00:00Z', now)).toBe('Sun 30 Nov 2025, 24:00')
  })
})

describe('money', () => {
  it.each([
    ['3000.00', '3,000 元', 'CNY 3,000'],
    ['380.50', '380.5 元', 'CNY 380.5'],
    ['99999', '99,999 元', 'CNY 99,999'],
    ['125000', '12.5 万元', 'CNY 125,000'],
  ])('%s', (amount, zh, en) => {
    expect(cny(amount)).toBe(zh)
    setLanguage('en')
    expect(cny(amount)).toBe(en)
  })
})

describe('the look', () => {
  it('is what the phone was set to, and the type grows with WeChat and elder mode', () => {
    takeUpLook()
    expect([elder.value, language.value, step.value]).toEqual([false, 'zh', '20.0'])
    setElder(true)
    expect(step.value).toBe('25.0')
    setElder(false)
    setLanguage('en')
    takeUpLook()
    expect([elder.value, language.value]).toEqual([false, 'en'])
  })
  it('speaks English to a phone that does', () => {
    vi.stubGlobal('uni', { ...uniFake, getSystemInfoSync: () => ({ language: 'en_US' }) })
    delete store['linli.language']
    takeUpLook()
    expect(words({ a: '好' }, { a: 'good' }).value.a).toBe('good')
  })
})

describe('a scene', () => {
  it.each([
    [{ code: 'ab12cd' }, 'ab12cd'],
    [{ scene: 'ab12cd' }, 'ab12cd'],
    [{ scene: encodeURIComponent('ab12cd') }, 'ab12cd'],
    [{ scene: '%E0%A4%A' }, 'nothing'],
    [{ scene: '../admin' }, 'nothing'],
    [{ code: 'x'.repeat(60) }, 'nothing'],
    [{}, 'nothing'],
  ])('%o stands for %s', (query, code) => expect(codeOf(query)).toBe(code))
})

describe('ways', () => {
  it.each([
    [{ kind: 'contest', code: 'c1' }, '/packages/proposals/contest/index?code=c1'],
    [{ kind: 'proposal', code: 'p1' }, '/packages/proposals/proposal/index?code=p1'],
    [{ kind: 'unknown', code: 'p1', url: '/proposals/c1/vote/' }, '/packages/proposals/vote/index?code=c1'],
    [{ url: 'https://linli.test/proposals/c1/p1/' }, '/packages/proposals/proposal/index?code=p1'],
    [{ url: '/proposals/c1/result/' }, '/packages/proposals/result/index?code=c1'],
    [{ url: '/proposals/c1/p1/state/' }, '/packages/proposals/state/index?code=p1'],
    [{ url: '/proposals/write/p1/' }, '/packages/proposals/write/index?code=p1'],
    [{ url: '/discussions/t1/m1/#m1' }, '/packages/discussions/thread/index?code=t1&comment=m1'],
    [{ url: '/moderation/s1/' }, '/packages/discussions/submission/index?code=s1'],
    [{ url: '/me/notices/' }, '/pages/notices/index'],
    [{ url: '/about/' }, '/pages/out/index?url=%2Fabout%2F'],
    [{}, '/pages/out/index?url=%2F'],
  ])('%o', (thing, page) => expect(pageFor(thing)).toBe(page))
  it('go to tabs and pages', () => {
    go('/pages/me/index?x=1')
    go('/pages/open/index')
    goOn('/pages/me/index')
    goOn('/pages/open/index')
    back()
    vi.stubGlobal('getCurrentPages', () => [{}, {}])
    back()
    expect(opened).toEqual(['tab /pages/me/index', '/pages/open/index', 'tab /pages/me/index', '=/pages/open/index', 'tab /pages/home/index', 'back'])
  })
  it('take the place of a page where WeChat holds ten already', () => {
    vi.stubGlobal('uni', { ...uniFake, navigateTo: ({ fail }: { fail: () => void }) => fail() })
    go('/pages/open/index')
    expect(opened).toEqual(['=/pages/open/index'])
  })
  it('carry what a page needs', () => {
    expect(pageWith('/a', {})).toBe('/a')
    expect(pageWith('/a', { q: '车棚' })).toBe(`/a?q=${encodeURIComponent('车棚')}`)
    expect([media('/x.png'), media('https://else/x.png')]).toEqual(['https://linli.test/x.png', 'https://else/x.png'])
  })
})

describe('reading', () => {
  const CARD = { items: [{ code: 'c1' }], next: '' }
  const contests = () => useReading(() => 'contests', () => api('get', '/api/v1/contests'))

  it('shows what was kept until something newer comes, and says that it is old', async () => {
    answer('GET', '/api/v1/contests', 200, CARD)
    await contests().load()
    silence('GET', '/api/v1/contests')
    const again = contests()
    const loading = again.load()
    expect(again.data.value).toEqual(CARD)
    await loading
    expect([again.stale.value, again.loading.value, online.value]).toEqual([true, false, false])
    expect(again.problem.value).not.toBeNull()
  })
  it('says when there is nothing here, and forgets what was', async () => {
    const page = contests()
    answer('GET', '/api/v1/contests', 200, CARD, 1)
    await page.load()
    answer('GET', '/api/v1/contests', 404, { code: 'not_found', message: '这里没有内容。' })
    await page.load()
    expect([page.gone.value, page.data.value, page.stale.value]).toEqual([true, null, false])
  })
  it('drops an answer that a later question has overtaken', async () => {
    const late: (() => void)[] = []
    let n = 0
    const page = useReading(() => '', () => new Promise<number>((done) => { const mine = ++n; late.push(() => done(mine)) }))
    const [first, second] = [page.load(), page.load()]
    late[1]!()
    await second
    late[0]!()
    await first
    expect(page.data.value).toBe(2)
    expect(Object.keys(store).filter((name) => name.startsWith('linli.read'))).toEqual([])
  })
  it('reads a list page by page', async () => {
    const pages: Record<string, { items: number[]; next: string }> = { '': { items: [1, 2], next: 'b' }, b: { items: [3], next: '' } }
    const list = usePages((cursor) => Promise.resolve(pages[cursor]!))
    await list.load()
    await list.loadMore()
    await list.loadMore()
    expect([list.items.value, list.more.value]).toEqual([[1, 2, 3], ''])
  })
  it('keeps the pages it has where the next does not come', async () => {
    const list = usePages((cursor) => (cursor ? api('get', '/api/v1/contests') as never : Promise.resolve({ items: [1], next: 'b' })))
    await list.load()
    silence('GET', '/api/v1/contests')
    await list.loadMore()
    expect([list.items.value, list.more.value]).toEqual([[1], 'b'])
    expect(list.problem.value).not.toBeNull()
    lost()
    expect(online.value).toBe(false)
  })
})
