import { beforeEach, describe, expect, it } from 'vitest'
import { language } from '@/lib/words'
import type { Card } from '@/packages/proposals/vote/cards'
import { matching, rowsOf, timeLeft, type PollOption } from '@/packages/proposals/vote/paper'

const option = (code: string, more: Partial<PollOption> = {}): PollOption => ({ code, title: `提案${code}`, cost_cny: '12000.00', withdrawn: false, ...more })
const card = (code: string) =>
  ({
    code: `p${code}`,
    photo: `/proposals/photos/${code}/small.jpg`,
    community: { slug: 'a', title: '梅岭社区' },
    category: null,
    option: { poll: 'x', option: code, open: true, withdrawn: false },
  }) as Card

beforeEach(() => {
  language.value = 'zh'
})

describe('the rows of a ballot paper', () => {
  it('stand in the order that the server draws, with what the proposals add', () => {
    const rows = rowsOf([option('b'), option('a')], [card('a')], ['a'])
    expect(rows.map((row) => row.option)).toEqual(['b', 'a'])
    expect(rows[0]).toMatchObject({ proposal: '', photo: '', text: '约 12,000 元', chosen: false })
    expect(rows[1]).toMatchObject({ proposal: 'pa', text: '梅岭社区 · 约 12,000 元', chosen: true })
  })

  it('hold a taken out option for whoever chose it, without its words', () => {
    const options = [option('a', { withdrawn: true }), option('b', { withdrawn: true })]
    expect(rowsOf(options, [card('a'), card('b')], ['a'])).toEqual([
      { option: 'a', proposal: '', title: '一件已撤下的提案', photo: '', text: '', chosen: true, gone: true },
    ])
  })

  it('are found by all words that were typed', () => {
    const rows = rowsOf([option('a'), option('b')], [card('a')], [])
    expect(matching(rows, ' 梅岭  提案 ').map((row) => row.option)).toEqual(['a'])
    expect(matching(rows, '')).toHaveLength(2)
    expect(matching(rows, '没有')).toEqual([])
  })
})

describe('how long it still is', () => {
  const at = Date.parse('2026-11-29T12:00:00Z')
  it.each([
    [3 * 86_400_000 + 4 * 3_600_000, '3 天 4 小时'],
    [86_400_000, '1 天'],
    [3_660_000, '1 小时 1 分钟'],
    [30_000, '1 分钟'],
    [0, ''],
    [-1, ''],
  ])('%d ms are %s', (ms, words) => {
    expect(timeLeft('2026-11-29T12:00:00Z', at - ms)).toBe(words)
  })

  it('is said in English too', () => {
    language.value = 'en'
    expect(timeLeft('2026-11-29T12:00:00Z', at - 90_000_000)).toBe('1 day 1 hour')
  })
})
