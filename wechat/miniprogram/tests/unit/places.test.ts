import { describe, expect, it } from 'vitest'
import { unfolded } from '@/lib/unfolded'
import { bullet, ownPath, spoken, type Block } from '@/lib/prose'
import { parted, type Card } from '@/pages/home/feed'
import { lasts, stageOf, type Scan } from '@/pages/scan/question'
import { pageFor, pageOf } from '@/rooms'

const place = (slug: string) => ({ slug, name: slug, phone: '', nicknames: '', url: '' })
const street = (slug: string, ...places: string[]) => ({ slug, name: slug, phone: '', character: '', url: '', communities: places.map(place) })

describe('the list of places', () => {
  const streets = [street('yuhua', 'cuizhuyuan'), street('meishan', 'meixin', 'meiling')]
  const open = (asked: string, opened: string | null, first: string) => unfolded(streets, asked, opened, first).map((each) => each.open)
  it('has the own sub-district open at first, then the one that was opened, or none', () => {
    expect(open('', null, 'meixin')).toEqual([false, true])
    expect(open('', 'yuhua', 'meixin')).toEqual([true, false])
    expect(open('', '', 'meixin')).toEqual([false, false])
    expect(open('', null, '')).toEqual([false, false])
  })
  it('lies open where something was searched for, and counts', () => {
    expect(open('梅', null, '')).toEqual([true, true])
    expect(unfolded(streets, '', null, '').map((each) => each.count)).toEqual([1, 2])
  })
})

const block = (more: Partial<Block>): Block => ({ kind: 'paragraph', text: '', items: [], ordered: false, title: '', source: '', url: '', alt: '', width: 0, height: 0, ...more })

describe('a text', () => {
  it('is read aloud with what its pictures show, without links', () => {
    const body = [block({ text: '第一段' }), block({ kind: 'picture', alt: '一座车棚', text: '演示插图' }), block({ kind: 'link', text: '链接', url: '/x/' }), block({ kind: 'list', items: ['甲', '乙'] }), block({ kind: 'note', title: '提醒', text: '带伞' })]
    expect(spoken({ title: '题', intro: '', body })).toBe('题。第一段。一座车棚。演示插图。甲。乙。提醒。带伞')
  })
  it('has marks before what it lists', () => expect([bullet(true, 1), bullet(false, 1)]).toEqual(['2.', '·']))
  it.each([
    ['/news/a/', '/news/a/'],
    ['https://linli.test/news/a/', '/news/a/'],
    ['https://linli.test.evil.example/news/a/', ''],
    ['//evil.example/', ''],
    ['https://www.nanjing.gov.cn/', ''],
  ])('leads to %s inside only where it is the portal itself', (url, path) => expect(ownPath(url, 'https://linli.test')).toBe(path))
})

describe('addresses of places', () => {
  it.each([
    ['/communities/', '/packages/places/directory/index'],
    ['/communities/meishan/', '/packages/places/directory/index'],
    ['/communities/meishan/meixin/', '/packages/places/community/index?code=meixin'],
    ['/communities/meishan/meixin/shed-questions/', '/packages/places/article/index?code=shed-questions'],
    ['/news/count-it-yourself/', '/packages/places/article/index?code=count-it-yourself'],
    ['/consents/sensitive/', '/packages/me/terms/index?kind=sensitive'],
    ['/me/welcome/', '/packages/me/residence/index'],
  ])('%s', (url, page) => expect(pageFor({ url })).toBe(page))
  it('say more than the target: which comment it is', () => {
    const target = { kind: 'thread', code: 'abcd' }
    expect(pageOf({ url: '/discussions/abcd/efgh/', target })).toBe('/packages/discussions/thread/index?code=abcd&comment=efgh')
    expect(pageOf({ url: '/unknown/', target })).toBe('/packages/discussions/thread/index?code=abcd')
    expect(pageOf({ url: '/unknown/', target: null })).toBe('/pages/out/index?url=%2Funknown%2F')
  })
})

describe('the home page', () => {
  const card = (code: string, here: boolean) => ({ code, here }) as Card
  it('shows the own place large and the others in rows', () => {
    const { large, rows } = parted([card('a', false), card('b', true), card('c', false)])
    expect([large.map((each) => each.code), rows.map((each) => each.code)]).toEqual([['b'], ['a', 'c']])
  })
  it('shows the first three large where there is no own place', () => {
    const { large, rows } = parted(['a', 'b', 'c', 'd'].map((code) => card(code, false)))
    expect([large.length, rows.map((each) => each.code)]).toEqual([3, ['d']])
  })
})

describe('a computer that asks', () => {
  const scan = (state: Scan['state']) => ({ state, expires_at: '2026-11-24T10:02:00Z' }) as Scan
  const at = (time: string) => Date.parse(`2026-11-24T${time}Z`)
  it('is over when its two minutes are, whatever the server said last', () => {
    expect([stageOf(scan('waiting'), at('10:01:59')), stageOf(scan('waiting'), at('10:02:00')), stageOf(scan('confirmed'), at('10:03:00'))]).toEqual(['ask', 'over', 'confirmed'])
  })
  it('is looked at again when they are', () => expect([lasts(scan('waiting'), at('10:01:00')), lasts(scan('waiting'), at('11:00:00'))]).toEqual([60_000, 1000]))
})
