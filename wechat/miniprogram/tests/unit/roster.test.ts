import { beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { Schemas } from '@/api/client'
import { setLanguage } from '@/lib/look'
import { doorIn, doorsOpen, party, requirements, seatsLine, span, standing, toneOf, type Roster } from '@/lib/roster'
import { online } from '@/lib/online'
import { useTicking } from '@/lib/ticking'
import { useTicks } from '@/lib/ticks'
import { tickLines } from '@/packages/rosters/list/lines'
import { canScan, scan } from '@/platform/scan'
import { pageFor } from '@/rooms'
import { listOf, rosterAt } from '@/rooms/rosters'
import { answer, sent, silence, uniFake } from './phone'

const NOW = Date.parse('2026-11-24T02:00:00Z')
const roster = (more: Partial<Roster> = {}) =>
  ({
    starts_at: '2026-11-24T11:00:00Z',
    ends_at: '2026-11-24T12:30:00Z',
    opens_at: '2026-11-20T00:00:00Z',
    closes_at: '2026-11-24T10:00:00Z',
    cancel_until: '2026-11-24T09:00:00Z',
    window: 'open',
    called_off_because: '',
    min_age: null,
    max_age: null,
    guardian_under: 0,
    needs: [],
    ...more,
  }) as Roster

beforeEach(() => setLanguage('zh'))

describe('a roster', () => {
  it('says its day once', () => {
    expect(span(roster(), NOW)).toBe('11月24日（周二）19:00\u2060—\u206020:30')
    expect(span(roster({ ends_at: '2026-11-24T17:00:00Z' }), NOW)).toBe('11月24日（周二）19:00\u2060—\u206011月25日（周三）01:00')
  })
  it('counts its places', () => {
    expect(seatsLine({ all: 8, taken: 5, left: 3, kept: 0, waiting: 0 })).toBe('还有 3 个名额，共 8 个。')
    expect(seatsLine({ all: 8, taken: 6, left: 0, kept: 2, waiting: 3 })).toBe('8 个名额都满了。另有 2 个留给电话报名和现场。3 人在候补。')
  })
  it('says what it asks of people', () => {
    const told = (more: Partial<Roster>) => requirements(roster(more)).map(({ key, text }) => `${key}：${text}`)
    expect(told({})).toEqual(['取消：11月24日（周二）17:00前可以取消'])
    expect(told({ min_age: 18, needs: ['培训', '保险'] }).slice(0, 2)).toEqual(['年龄：18 岁以上', '需要：培训、保险'])
    expect(told({ min_age: 18, max_age: 65 })[0]).toBe('年龄：18—65 岁')
    expect(told({ max_age: 65, guardian_under: 14 }).slice(0, 2)).toEqual(['年龄：65 岁以下', '孩子：14 岁以下要有大人陪'])
  })
  it.each([
    [{}, NOW, '报名到11月24日（周二）18:00', 'live'],
    [{ window: 'before' as const }, NOW, '11月20日（周五）08:00开始报名', 'wait'],
    [{ window: 'after' as const }, NOW, '报名结束', ''],
    [{ called_off_because: '下雨' }, NOW, '已取消', 'agate'],
    [{}, Date.parse('2026-11-24T11:30:00Z'), '已经开始', 'live'],
    [{}, Date.parse('2026-11-24T12:30:00Z'), '已结束', ''],
  ])('stands where it stands', (more, now, label, tone) => expect(standing(roster(more), now)).toEqual({ label, tone }))
  it('opens its doors an hour before', () => {
    const at = (time: string) => doorsOpen(roster(), Date.parse(`2026-11-24T${time}Z`))
    expect([at('09:59:59'), at('10:00:00'), at('12:29:59'), at('12:30:00')]).toEqual([false, true, true, false])
    expect(toneOf('waitlisted')).toBe('wait')
  })
})

describe('the code at the door', () => {
  it('is read out of its address, and nothing else is', () => {
    expect(doorIn('https://linli.test/rosters/r1/?shown=0123456789abcde')).toEqual({ roster: 'r1', shown: '0123456789abcde' })
    expect(doorIn('https://linli.test/rosters/r1/?a=b&shown=0f')).toEqual({ roster: 'r1', shown: '0f' })
    for (const text of ['', 'https://linli.test/rosters/r1/', 'https://linli.test/rosters/r1/?shown=xyz', 'weixin://x']) expect(doorIn(text)).toBeNull()
  })
  it('is scanned, or the reader thinks better of it', async () => {
    expect(canScan).toBe(true)
    vi.stubGlobal('uni', { ...uniFake, scanCode: ({ success }: { success: (answer: object) => void }) => success({ result: 'x' }) })
    expect(await scan()).toBe('x')
    vi.stubGlobal('uni', { ...uniFake, scanCode: ({ fail }: { fail: () => void }) => fail() })
    expect(await scan()).toBe('')
  })
})

describe('a party', () => {
  it('is never more than the roster takes, and children come with somebody', () => {
    expect(party('3', '1', '', 4)).toEqual({ size: 3, children: 1, guardian: '' })
    expect(party('9', '9', 'g', 4)).toEqual({ size: 4, children: 3, guardian: 'g' })
    expect(party('', 'x', '', 4)).toEqual({ size: 1, children: 0, guardian: '' })
  })
})

describe('ticks', () => {
  it('stay on the phone until they are sent, and are taken up again', () => {
    const first = useTicks(() => 'r1')
    first.takeUp()
    first.add(['a', 'b'])
    first.add(['a'])
    const again = useTicks(() => 'r1')
    again.takeUp()
    expect(again.codes.value).toEqual(['a', 'b'])
    again.drop(['a'])
    expect(again.count.value).toBe(1)
    const other = useTicks(() => 'r2')
    other.takeUp()
    expect(other.count.value).toBe(0)
  })
  it('are shown beside what the server says', () => {
    const line = (code: string, state: Schemas['BookingState']): Schemas['LineOut'] => ({ code, name: code, number_end: '1234', channel_text: '网上', state, state_text: state, size: 1, children: 1, came_at: null })
    const lines = tickLines([line('a', 'booked'), line('b', 'booked'), line('c', 'attended'), line('d', 'waitlisted'), line('e', 'no_show')], ['b', 'c'])
    expect(lines.map(({ act, here, unsent }) => [act, here, unsent])).toEqual([
      ['tick', false, false],
      ['untick', true, true],
      ['untick', true, false],
      ['admit', false, false],
      ['tick', false, false],
    ])
    expect(lines[0]!.below).toBe('尾号 1234 · 带 1 个孩子 · 网上')
  })
})

describe('ways to rosters', () => {
  it.each([
    ['/rosters/r1/', rosterAt('r1')],
    ['https://linli.test/rosters/r1/?shown=0f', rosterAt('r1')],
    ['/rosters/r1/desk/', listOf('r1')],
  ])('%s', (url, page) => expect(pageFor({ url })).toBe(page))
  it('hand the door on', () => expect(rosterAt('r1', '0f')).toBe('/packages/rosters/roster/index?code=r1&shown=0f'))
})

describe('ticks on their way', () => {
  const LIST = '/api/v1/rosters/r9/list'
  const keeper = () => {
    const heard: boolean[] = []
    let read = 0
    const keeping = useTicking(() => 'shift.r9', () => 'r9', async () => void (read += 1), (own) => heard.push(own))
    keeping.ticks.takeUp()
    return { ...keeping, heard, read: () => read }
  }
  it('are gone from the phone once the server has them', async () => {
    answer('PUT', LIST, 200, { ticked: ['a'], own: [] })
    const { tick, ticks, heard, read } = keeper()
    await tick(['a'])
    expect([ticks.count.value, heard, read()]).toEqual([0, [false], 1])
    expect(JSON.parse(sent.at(-1)!.data as never)).toEqual({ came: ['a'], missed: [] })
  })
  it('stay while no answer comes, and go by themselves with the network', async () => {
    silence('PUT', LIST, 3)
    const { tick, ticks, problem } = keeper()
    await tick(['b'])
    expect([ticks.codes.value, problem.value === null]).toEqual([['b'], false])
    answer('PUT', LIST, 200, { ticked: [], own: ['b'] })
    online.value = false
    await nextTick()
    online.value = true
    await vi.waitFor(() => expect(ticks.count.value).toBe(0))
  })
  it('are dropped where the server refuses them, and a line is set by itself', async () => {
    answer('PUT', LIST, 403, { code: 'forbidden', message: '不是您的名单。', fields: {} })
    const { tick, ticks, set, problem } = keeper()
    await tick(['c'])
    expect([ticks.count.value, problem.value?.message]).toEqual([0, '不是您的名单。'])
    answer('POST', `${LIST}/c/untick`, 200, {})
    await set('c', 'untick')
    expect([sent.at(-1)!.url.endsWith(`${LIST}/c/untick`), problem.value]).toEqual([true, null])
  })
})
