import { beforeEach, describe, expect, it } from 'vitest'
import type { Schemas } from '@/api/client'
import { setLanguage } from '@/lib/look'
import { byDay, chipOf, hours, tapOn, weekFrom, type Shift } from '@/lib/shifts'
import { comers } from '@/packages/volunteers/evening/comers'
import { pageFor } from '@/rooms'
import { shiftAt, WEEK } from '@/rooms/volunteers'

const shift = (more: Partial<Shift> = {}) =>
  ({
    code: 's1',
    starts_at: '2026-11-24T11:00:00Z',
    ends_at: '2026-11-24T12:30:00Z',
    phase: 'coming',
    phase_text: '未开始',
    seats: { all: 2, taken: 1, left: 1, kept: 0, waiting: 0 },
    mine: null,
    joinable: true,
    obstacle: null,
    ...more,
  }) as Shift
const mine = (more: Partial<Schemas['ShiftMineOut']> = {}) => ({ state: 'booked' as const, state_text: '已报名', position: 0, can_cancel: true, ...more })

beforeEach(() => setLanguage('zh'))

describe('the week board', () => {
  it('turns by weeks', () => expect([weekFrom('2026-11-23', 1), weekFrom('2026-11-30', -1), weekFrom('2026-12-28', 1)]).toEqual(['2026-11-30', '2026-11-23', '2027-01-04']))
  it('stands by day, on the clocks of Shanghai', () => {
    const late = shift({ code: 's2', starts_at: '2026-11-24T16:30:00Z', ends_at: '2026-11-24T18:00:00Z' })
    expect(byDay([shift(), late]).map((group) => group.shifts.map((each) => each.code))).toEqual([['s1'], ['s2']])
    expect(hours(late)).toBe('00:30—02:00')
  })
  it('does by a tap what can be done', () => {
    expect(tapOn(shift())).toBe('join')
    expect(tapOn(shift({ seats: { all: 1, taken: 1, left: 0, kept: 0, waiting: 0 } }))).toBe('wait')
    expect(tapOn(shift({ mine: mine() }))).toBe('leave')
    expect(tapOn(shift({ mine: mine({ can_cancel: false }) }))).toBe('')
    const obstacle = (code: string) => shift({ joinable: false, obstacle: { code, words: '', url: '' } })
    expect([tapOn(obstacle('sign_in')), tapOn(obstacle('verify')), tapOn(obstacle('overlaps'))]).toEqual(['join', 'join', ''])
  })
  it('says what is mine first, but not of what is called off', () => {
    expect(chipOf(shift({ mine: mine() }))).toEqual({ label: '已报名', tone: 'done' })
    expect(chipOf(shift({ mine: mine(), phase: 'called_off', phase_text: '已取消' }))).toEqual({ label: '已取消', tone: 'agate' })
    expect(chipOf(shift())).toEqual({ label: '未开始', tone: '' })
  })
  it('is led to from the site', () => expect([pageFor({ url: '/volunteers/' }), pageFor({ url: '/volunteers/shifts/s1/' })]).toEqual([WEEK, shiftAt('s1')]))
})

describe("the leader's list", () => {
  const person = (booking: string, more: Partial<Schemas['ShiftPersonOut']> = {}): Schemas['ShiftPersonOut'] => ({
    booking, name: booking, state: 'booked', state_text: '已报名', experienced: true, leads: false, beside: '', phone: '', own: false, ...more,
  })
  it('ticks all but the leader’s own, and whoever waits', () => {
    const told = comers([person('a'), person('b', { own: true }), person('c', { state: 'waitlisted' }), person('d', { state: 'attended' })], ['a', 'd'], true)
    expect(told.map(({ can, here, unsent }) => [can, here, unsent])).toEqual([[true, true, true], [false, false, false], [false, false, false], [true, true, false]])
    expect(comers([person('a')], [], false)[0]!.can).toBe(false)
  })
  it('dials as people do here', () => expect(comers([person('a', { phone: '+8613900000000' })], [], true)[0]!.phone).toBe('13900000000'))
  it('says who goes with whom', () => expect(comers([person('a', { experienced: false, beside: '老赵' })], [], true)[0]!.below).toBe('第一次来 · 和老赵一起走'))
})
