import type { Schemas } from '@/api/client'
import type { Tone } from './contest'
import { words } from './words'
import type { Choice } from './choices'

/** The choice of days of one’s own. */
export const OWN_DAYS = 'own'

/** Today on Shanghai's clocks, as YYYY-MM-DD. */
export const today = (now: number = Date.now()): string => new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)

/** The first and the last day that a certificate is asked for: a year until today, or those that were chosen. */
export function daysOf(chosen: string, own: { first: string; last: string }, now: number = Date.now()): { first_day: string; last_day: string } {
  if (chosen === OWN_DAYS) return { first_day: own.first, last_day: own.last }
  const end = `${chosen}-12-31`
  return { first_day: `${chosen}-01-01`, last_day: end < today(now) ? end : today(now) }
}

const KINDS: Schemas['HazardKind'][] = ['fire_lane', 'charging', 'light', 'road', 'water', 'falling', 'litter', 'other']

/** What can be reported from a patrol, as choices. */
export const hazardKinds = (): Choice[] => KINDS.map((value) => ({ value, label: w.value[value] }))

/** How an application stands. */
export const applicationTone = (state: Schemas['ApplicationState']): Tone => (state === 'accepted' ? 'done' : state === 'asked' ? 'wait' : '')

const w = words(
  {
    fire_lane: '消防通道被堵',
    charging: '电动车和充电',
    light: '路灯不亮',
    road: '路面破损',
    water: '积水、下水道',
    falling: '可能掉落的东西',
    litter: '楼道、公共地方堆物',
    other: '别的隐患',
  },
  {
    fire_lane: 'Fire lane blocked',
    charging: 'E-bikes and charging',
    light: 'Street light out',
    road: 'Road or paving broken',
    water: 'Water, drains, flooding',
    falling: 'Something may fall',
    litter: 'Things left in stairways and public space',
    other: 'Another hazard',
  },
)

/** 1 小时 30 分钟. */
export function spoken(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [hours && t.value.hours(hours), (rest || !hours) && t.value.minutes(rest)].filter(Boolean).join(' ')
}

const t = words(
  { hours: (n: number) => `${n} 小时`, minutes: (n: number) => `${n} 分钟` },
  { hours: (n: number) => `${n} h`, minutes: (n: number) => `${n} min` },
)
