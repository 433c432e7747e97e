import { api, type Schemas } from '@/api/client'
import { named, type Choice } from './choices'
import { date, until } from './time'
import { words } from './words'

type Phase = Schemas['PhaseOut']
type Contest = Pick<Schemas['ContestOut'], 'phases' | 'features' | 'poll' | 'result_public'>

/** The one thing that matters most in a contest now, as the site names it. */
export type Act = 'vote' | 'write' | 'second' | 'object' | 'result' | 'discuss' | 'wait' | 'over'
export type Tone = 'agate' | 'live' | 'done' | 'wait' | ''
export interface Chip {
  label: string
  tone: Tone
}
/** `when`: past, now or next. */
export interface Step {
  kind: string
  label: string
  note: string
  when: 'past' | 'now' | 'next'
}

const w = words(
  { until: (end: string) => `${end} 截止`, span: (first: string, last: string) => `${first}—${last}`, vote: '正在投票', write: '正在征集', result: '结果已公布', object: '公示中', over: '已结束', between: '等待下一阶段' },
  {
    until: (end: string) => `until ${end}`,
    span: (first: string, last: string) => `${first} to ${last}`,
    vote: 'voting now',
    write: 'collecting proposals',
    result: 'result published',
    object: 'open to objections',
    over: 'over',
    between: 'between two stages',
  },
)

export const phaseAt = (phases: Phase[], now: number): Phase | undefined =>
  phases.find((phase) => Date.parse(phase.opens_at) <= now && now < Date.parse(phase.closes_at))

/** Every stage with its dates; the present one says when it ends. */
export function steps(phases: Phase[], now: number = Date.now()): Step[] {
  const present = phaseAt(phases, now)
  return phases.map((phase) => {
    const when = phase === present ? 'now' : Date.parse(phase.closes_at) <= now ? 'past' : 'next'
    return { kind: phase.kind, label: phase.label, note: when === 'now' ? w.value.until(until(phase.closes_at, now)) : span(phase, now), when }
  })
}

/** Days of a half-open span: one that ends at midnight ends the day before. */
function span(phase: Phase, now: number): string {
  const [first, last] = [date(phase.opens_at, now), date(new Date(Date.parse(phase.closes_at) - 1).toISOString(), now)]
  return first === last ? first : w.value.span(first, last)
}

const BY_FEATURE: [Schemas['Feature'], Act][] = [
  ['submit', 'write'],
  ['endorse', 'second'],
  ['object', 'object'],
]

/** What the contest is about now, whoever looks. */
export function actOf(contest: Contest, now: number = Date.now()): Act {
  if (contest.poll && contest.features.includes('vote')) return 'vote'
  for (const [feature, act] of BY_FEATURE) if (contest.features.includes(feature)) return act
  if (contest.result_public) return 'result'
  if (contest.features.includes('comment')) return 'discuss'
  return contest.phases.some((phase) => Date.parse(phase.opens_at) > now) ? 'wait' : 'over'
}

/** Where the contest stands, in two words and a colour. */
export function chipOf(contest: Contest, now: number = Date.now()): Chip {
  switch (actOf(contest, now)) {
    case 'vote':
      return { label: w.value.vote, tone: 'agate' }
    case 'write':
      return { label: w.value.write, tone: 'live' }
    case 'result':
      return { label: w.value.result, tone: 'done' }
    case 'object':
      return { label: w.value.object, tone: 'wait' }
    case 'over':
      return { label: w.value.over, tone: '' }
  }
  const present = phaseAt(contest.phases, now)
  return present ? { label: present.label, tone: 'wait' } : { label: w.value.between, tone: '' }
}

/** Whether a draft may be begun: the call is open or still to come. */
export const callAhead = (phases: Phase[], now: number = Date.now()): boolean =>
  phases.some((phase) => phase.kind === 'call' && now < Date.parse(phase.closes_at))

/** What proposals may be about, as one contest tells it for all of them. */
export async function categoriesOf(code: string): Promise<Choice[]> {
  try {
    return named((await api('get', '/api/v1/contests/{code}', { path: { code } })).categories)
  } catch {
    return [] // a filter less: the list is there all the same
  }
}
