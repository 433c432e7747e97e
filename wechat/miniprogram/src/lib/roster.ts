import type { Schemas } from '@/api/client'
import type { Tone } from './contest'
import { date, moment } from './time'
import { words } from './words'

export type Roster = Schemas['RosterOut']
export type Booking = Schemas['MyBookingOut']

const HOUR_MS = 3_600_000

const w = words(
  {
    span: (from: string, to: string) => `${from}\u2060—\u2060${to}`,
    left: (left: number, all: number) => `还有 ${left} 个名额，共 ${all} 个。`,
    full: (all: number) => `${all} 个名额都满了。`,
    kept: (n: number) => `另有 ${n} 个留给电话报名和现场。`,
    waiting: (n: number) => `${n} 人在候补。`,
    from: (low: number) => `${low} 岁以上`,
    to: (high: number) => `${high} 岁以下`,
    ages: (low: number, high: number) => `${low}—${high} 岁`,
    child: (age: number) => `${age} 岁以下要有大人陪`,
    age: '年龄',
    needs: '需要',
    children: '孩子',
    cancel: '取消',
    until: (at: string) => `${at}前可以取消`,
    comma: '、',
    calledOff: '已取消',
    before: (at: string) => `${at}开始报名`,
    open: (at: string) => `报名到${at}`,
    over: '报名结束',
    began: '已经开始',
    done: '已结束',
  },
  {
    span: (from: string, to: string) => `${from}\u00a0–\u00a0${to}`,
    left: (left: number, all: number) => `${left} of ${all} places are left.`,
    full: (all: number) => `All ${all} places are taken.`,
    kept: (n: number) => ` ${n} more are kept for bookings by telephone or on the spot.`,
    waiting: (n: number) => ` ${n} are waiting.`,
    from: (low: number) => `from ${low}`,
    to: (high: number) => `to ${high}`,
    ages: (low: number, high: number) => `${low} to ${high}`,
    child: (age: number) => `under ${age} only with an adult`,
    age: 'Age',
    needs: 'Needed',
    children: 'Children',
    cancel: 'Cancelling',
    until: (at: string) => `until ${at}`,
    comma: ', ',
    calledOff: 'called off',
    before: (at: string) => `booking opens ${at}`,
    open: (at: string) => `booking open until ${at}`,
    over: 'booking is over',
    began: 'has begun',
    done: 'over',
  },
)

/** 11月24日（周二）19:00—20:30: the day once, the hours never on two lines. */
export function span(thing: { starts_at: string; ends_at: string }, now = Date.now()): string {
  const ends = moment(thing.ends_at, now)
  const same = date(thing.starts_at, now) === date(thing.ends_at, now)
  return w.value.span(moment(thing.starts_at, now), same ? ends.slice(-5) : ends)
}

export function seatsLine({ all, left, kept, waiting }: Schemas['SeatsOut']): string {
  return [left ? w.value.left(left, all) : w.value.full(all), kept && w.value.kept(kept), waiting && w.value.waiting(waiting)].filter(Boolean).join('')
}

/** What a roster asks of people, ready to show. */
export function requirements(roster: Roster): { key: string; text: string }[] {
  const { min_age, max_age, guardian_under, needs, cancel_until } = roster
  const t = w.value
  const age = min_age !== null && max_age !== null ? t.ages(min_age, max_age) : min_age !== null ? t.from(min_age) : max_age !== null ? t.to(max_age) : ''
  return [
    { key: t.age, text: age },
    { key: t.needs, text: needs.join(t.comma) },
    { key: t.children, text: guardian_under ? t.child(guardian_under) : '' },
    { key: t.cancel, text: t.until(moment(cancel_until)) },
  ].filter(({ text }) => text)
}

/** Where booking stands, as a chip. */
export function standing(roster: Pick<Roster, 'called_off_because' | 'window' | 'opens_at' | 'closes_at' | 'starts_at' | 'ends_at'>, now = Date.now()): { label: string; tone: Tone } {
  const t = w.value
  if (roster.called_off_because) return { label: t.calledOff, tone: 'agate' }
  if (now >= Date.parse(roster.ends_at)) return { label: t.done, tone: '' }
  if (now >= Date.parse(roster.starts_at)) return { label: t.began, tone: 'live' }
  if (roster.window === 'before') return { label: t.before(moment(roster.opens_at, now)), tone: 'wait' }
  if (roster.window === 'open') return { label: t.open(moment(roster.closes_at, now)), tone: 'live' }
  return { label: t.over, tone: '' }
}

export const toneOf = (state: Schemas['BookingState']): Tone =>
  ({ booked: 'done', attended: 'done', offered: 'live', waitlisted: 'wait', cancelled: '', no_show: 'agate' } as const)[state]

/** The doors are open an hour before it begins, until it ends. */
export const doorsOpen = ({ starts_at, ends_at }: { starts_at: string; ends_at: string }, now = Date.now()): boolean =>
  now >= Date.parse(starts_at) - HOUR_MS && now < Date.parse(ends_at)

/** The roster and the code of the moment in what a door's screen says; null for any other code. */
export function doorIn(text: string): { roster: string; shown: string } | null {
  const found = /\/rosters\/(\w+)\/\?(?:[^#]*&)?shown=([0-9a-f]{1,40})(?:&|$)/.exec(text)
  return found ? { roster: found[1]!, shown: found[2]! } : null
}

export interface Party {
  size: number
  children: number
  guardian: string
}

/** A party as it was chosen, within what the roster takes. */
export function party(size: string, children: string, guardian: string, most: number): Party {
  const people = Math.min(Math.max(1, Math.floor(Number(size)) || 1), most)
  return { size: people, children: Math.min(Math.max(0, Math.floor(Number(children)) || 0), people - 1), guardian }
}
