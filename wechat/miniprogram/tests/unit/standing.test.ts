import { describe, expect, it } from 'vitest'
import type { Schemas } from '@/api/client'
import { actOn, elsewhere } from '@/packages/proposals/proposal/standing'
import { toldOf } from '@/packages/proposals/proposal/told'

type Proposal = Schemas['ProposalOut']
const option = (open: boolean) => ({ poll: 'p', option: 'o', open, withdrawn: false })
const proposal = (more: object = {}) => ({ state: 'published', option: null, outcome: null, endorsement_count: 2, next: '接着投票。', ...more }) as Proposal
const contest = (features: Schemas['Feature'][] = [], poll: string | null = null) => ({ features, poll, endorsements_needed: 3, votes_per_person: 3 })
const ballot = (more: object = {}) => ({ chosen: [], slots: 3, slots_left: 3, receipt: '', on_roll: true, on_paper: false, ...more })
const about = (act: ReturnType<typeof actOn>, more: object = {}) => ({
  act,
  proposal: proposal(),
  contest: contest(),
  ballot: null,
  chosen: false,
  endorsed: false,
  author: false,
  away: false,
  ...more,
})

describe('what can be done with a proposal', () => {
  it('is nothing while it is not public', () => expect(actOn(proposal({ state: 'in_review', option: option(true) }), contest(['endorse']))).toBe('closed'))
  it('is reading only once it is part of another one', () => {
    expect(actOn(proposal({ state: 'merged' }), contest(['endorse']))).toBe('merged')
    expect(toldOf(about('merged'))).toMatchObject({ title: '已并入另一件提案', to: '' })
  })
  it('is the vote while it can be voted for', () => expect(actOn(proposal({ option: option(true) }), contest(['vote'], 'p'))).toBe('vote'))
  it('is the result once there is one', () => expect(actOn(proposal({ option: option(false), outcome: { selected: true } }), contest([], 'p'))).toBe('result'))
  it('is seconding while that is open', () => expect(actOn(proposal(), contest(['endorse']))).toBe('second'))
  it('says that the ballot was made without it', () => expect(actOn(proposal(), contest(['vote'], 'p'))).toBe('missed'))
  it('offers nothing while the contest is not known', () => expect(actOn(proposal(), null)).toBe('wait'))
  it('keeps those who live elsewhere from seconding, and nobody who is not known', () => {
    expect(elsewhere('here', [{ slug: 'here' }])).toBe(false)
    expect(elsewhere('there', [{ slug: 'here' }])).toBe(true)
    expect(elsewhere(undefined, [{ slug: 'here' }])).toBe(false)
    expect(elsewhere('there', [])).toBe(false)
  })
})

describe('the words beside a proposal', () => {
  it('count the votes left, and lead to the ballot once they are given', () => {
    expect(toldOf(about('vote')).title).toBe('每人 3 票')
    expect(toldOf(about('vote', { ballot: ballot({ slots_left: 2 }) })).title).toBe('您还有 2 票')
    expect(toldOf(about('vote', { ballot: ballot({ slots_left: 0 }) }))).toMatchObject({ title: '您的票都投完了', to: 'vote' })
    expect(toldOf(about('vote', { ballot: ballot({ slots_left: 2 }), chosen: true })).text).toBe('已经算数。您还有 2 票。')
    expect(toldOf(about('vote', { ballot: ballot({ on_roll: false }) })).title).toBe('您不在这次投票的名册上')
    expect(toldOf(about('vote', { ballot: ballot({ on_paper: true, slots_left: 0 }) })).title).toBe('您已投纸质票')
  })
  it('say why somebody does not second', () => {
    expect(toldOf(about('second', { author: true })).text).toContain('自己的提案')
    expect(toldOf(about('second', { endorsed: true })).text).toBe('其中有您。')
    expect(toldOf(about('second', { away: true })).text).toContain('本街道居民')
  })
  it('say why it is not on the ballot', () => {
    expect(toldOf(about('missed')).text).toContain('需要 3 人附议，它有 2 人。')
    expect(toldOf(about('missed', { proposal: proposal({ endorsement_count: 5 }) })).text).toContain('选票已经定下了')
  })
  it('tell the outcome and where all of it stands', () => {
    const outcome = { selected: false, votes: 7 }
    expect(toldOf(about('result', { proposal: proposal({ outcome }) }))).toEqual({
      title: '这次没入选',
      text: '7 位邻居投了它。它留在项目库里，下次可以再提。',
      button: '看完整结果',
      to: 'result',
    })
    expect(toldOf(about('wait')).text).toBe('接着投票。')
    expect(toldOf(about('closed')).text).toBe('只有作者和社区看得到。')
  })
})
