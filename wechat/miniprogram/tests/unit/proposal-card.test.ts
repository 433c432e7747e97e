import { describe, expect, it } from 'vitest'
import type { Schemas } from '@/api/client'
import { excerpt, shown } from '@/lib/proposal-card'
import { shuffled } from '@/lib/shuffle'

const proposal = (more: object = {}) =>
  ({
    code: 'abcd',
    contest: 'cont',
    title: '装一盏路灯',
    excerpt: '在路口\n装一盏灯。',
    community: { slug: 'yijia', title: '怡家社区' },
    category: null,
    cost_cny: '8000.00',
    endorsement_count: 0,
    published_at: null,
    outcome: null,
    photo: '',
    option: null,
    url: '',
    ...more,
  }) as Schemas['ProposalCardOut']

describe('the card of a proposal', () => {
  it('names the place, the support and the cost', () => {
    expect(shown(proposal({ endorsement_count: 3 }))).toMatchObject({ left: '怡家社区', right: '3 人附议 · 约 8,000 元', text: '在路口 装一盏灯。' })
    expect(shown(proposal()).right).toBe('约 8,000 元')
  })
  it('says what the vote made of it rather than how the contest stands', () => {
    const running = { label: '公示中', tone: 'wait' as const }
    expect(shown(proposal({ outcome: { selected: true } }), running).chip).toEqual({ label: '入选', tone: 'done' })
    expect(shown(proposal({ outcome: { selected: false } }), running).chip.label).toBe('这次没入选')
    expect(shown(proposal(), running, true).chip.label).toBe('未进入投票')
    expect(shown(proposal(), running).chip).toBe(running)
  })
  it('cuts long texts', () => {
    expect(excerpt('字'.repeat(80))).toHaveLength(72)
  })
})

describe('the order while people vote', () => {
  const things = ['aaaa', 'bbbb', 'cccc', 'dddd', 'eeee', 'ffff'].map((code) => ({ code }))
  const codes = (seed: string): string => shuffled(things, seed).map(({ code }) => code).join(' ')
  it('is the same on one phone and another on the next', () => {
    expect(codes('one')).toBe(codes('one'))
    expect(new Set(['one', 'two', 'three', 'four'].map(codes)).size).toBeGreaterThan(1)
    expect(shuffled(things, 'x')).toHaveLength(6)
  })
})
