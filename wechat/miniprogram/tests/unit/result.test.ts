import { beforeEach, describe, expect, it } from 'vitest'
import type { Schemas } from '@/api/client'
import { language } from '@/lib/words'
import { linesOf, percent, type ResultRow } from '@/packages/proposals/result/lines'
import { expectedAt } from '@/packages/proposals/result/reading'

const row = (more: Partial<ResultRow> = {}): ResultRow => ({
  option: 'a',
  proposal: 'p',
  title: '路灯',
  url: '/proposals/c/p/',
  photo: '',
  community: { slug: 'meixin', title: '梅欣社区' },
  cost_cny: '51000.00',
  votes: 56,
  rank: 1,
  selected: true,
  reason: 'selected',
  why: '轮到它时还剩 20 万元，够办。',
  tie: '',
  left_before_cny: '200000.00',
  short_by_cny: null,
  ...more,
})

beforeEach(() => {
  language.value = 'zh'
})

describe('a line of the result', () => {
  it('is as long as its share of the most votes', () => {
    const lines = linesOf([row(), row({ option: 'b', votes: 14 }), row({ option: 'c', votes: 0 })])
    expect(lines.map((line) => line.width)).toEqual(['100%', '25%', '0%'])
  })

  it('has no length where nobody voted', () => {
    expect(linesOf([row({ votes: 0 })])[0]!.width).toBe('0%')
    expect(percent(3, 0)).toBe('0%')
  })

  it('says the reason, and what decided among equals', () => {
    expect(linesOf([row({ tie: '花钱少的在前。' })])[0]!.why).toBe('轮到它时还剩 20 万元，够办。 花钱少的在前。')
  })

  it('opens nothing that can no longer be read', () => {
    expect(linesOf([row({ proposal: null, community: null })])[0]).toMatchObject({ proposal: '', community: '', cost: '51,000 元' })
  })
})

it('gives shares as people write them', () => {
  expect(percent(96, 305)).toBe('31.5%')
  expect(percent(1, 4)).toBe('25%')
})

describe('when the result is expected', () => {
  const phase = (kind: string, opens_at: string) => ({ kind, label: '', opens_at, closes_at: opens_at })
  const contest = (...phases: object[]) => ({ phases }) as Schemas['ContestOut']
  const now = Date.parse('2026-11-26T00:00:00Z')
  it('is with the objection period, else with the certification, else not known', () => {
    const objection = phase('objection', '2026-11-29T16:00:00Z')
    const certified = phase('certified', '2026-12-06T16:00:00Z')
    expect(expectedAt(contest(certified, objection), now)).toBe('2026-11-29T16:00:00Z')
    expect(expectedAt(contest(certified), now)).toBe('2026-12-06T16:00:00Z')
    expect(expectedAt(contest(phase('objection', '2026-11-01T16:00:00Z'), certified), now)).toBe('')
    expect(expectedAt(contest(), now)).toBe('')
  })
})
