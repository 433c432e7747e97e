import { describe, expect, it } from 'vitest'
import type { Schemas } from '@/api/client'
import { actOf, callAhead, chipOf, steps } from '@/lib/contest'

type Phase = Schemas['PhaseOut']
const phase = (kind: Phase['kind'], label: string, opens: string, closes: string): Phase => ({
  kind,
  label,
  opens_at: `2026-11-${opens}T00:00:00+08:00`,
  closes_at: `2026-11-${closes}T00:00:00+08:00`,
})
const phases = [phase('call', '征集', '01', '10'), phase('screening', '初审', '10', '12'), phase('vote', '投票', '20', '28')]
const at = (day: string): number => Date.parse(`2026-11-${day}T12:00:00+08:00`)
const contest = (features: Schemas['Feature'][], more: object = {}) => ({ phases, features, poll: null, result_public: false, ...more })

describe('the stages of a contest', () => {
  it('say when the present one ends, and the days of the others', () => {
    expect(steps(phases, at('11')).map((step) => [step.when, step.note])).toEqual([
      ['past', '11月1日—11月9日'],
      ['now', '11月11日（周三）24:00 截止'],
      ['next', '11月20日—11月27日'],
    ])
  })
  it('leave a draft begin until the call is over', () => {
    expect(callAhead(phases, at('05'))).toBe(true)
    expect(callAhead(phases, at('10'))).toBe(false)
  })
})

describe('what matters most in a contest', () => {
  it('is the vote once there is a ballot, before anything else', () => {
    expect(actOf(contest(['vote', 'comment'], { poll: 'p' }), at('21'))).toBe('vote')
    expect(actOf(contest(['vote', 'comment']), at('21'))).toBe('discuss')
  })
  it('follows what residents may do', () => {
    expect(actOf(contest(['submit', 'endorse', 'comment']), at('05'))).toBe('write')
    expect(actOf(contest(['endorse', 'comment']), at('11'))).toBe('second')
    expect(actOf(contest(['object'], { poll: 'p', result_public: true }), at('29'))).toBe('object')
    expect(actOf(contest([], { poll: 'p', result_public: true }), at('29'))).toBe('result')
  })
  it('is nothing between two stages and after the last', () => {
    expect(actOf(contest([]), at('15'))).toBe('wait')
    expect(actOf(contest([]), at('29'))).toBe('over')
  })
  it('has a chip, by the stage where nothing else is said', () => {
    expect(chipOf(contest(['endorse']), at('11'))).toEqual({ label: '初审', tone: 'wait' })
    expect(chipOf(contest([]), at('15')).label).toBe('等待下一阶段')
    expect(chipOf(contest(['submit']), at('05'))).toEqual({ label: '正在征集', tone: 'live' })
  })
})
