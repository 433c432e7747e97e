/** A contest with its result, and when to expect it before that. */
import { api, type Schemas } from '@/api/client'

export interface Outcome {
  contest: Schemas['ContestOut']
  poll: Schemas['PollOut'] | null
  result: Schemas['ContestResultOut'] | null
}

/** `result` is null before it is public. Raises as `api` does. */
export async function readOutcome(code: string): Promise<Outcome> {
  const contest = await api('get', '/api/v1/contests/{code}', { path: { code } })
  if (!contest.poll || !contest.result_public) return { contest, poll: null, result: null }
  const [poll, result] = await Promise.all([
    api('get', '/api/v1/polls/{code}', { path: { code: contest.poll } }),
    api('get', '/api/v1/contests/{code}/result', { path: { code } }),
  ])
  return { contest, poll, result }
}

/** When the result may be awaited: the start of the objection period, else of the stage that certifies it; "" once that is past. */
export function expectedAt(contest: Schemas['ContestOut'], now: number): string {
  const phase = contest.phases.find((each) => each.kind === 'objection') ?? contest.phases.find((each) => each.kind === 'certified')
  return phase && Date.parse(phase.opens_at) > now ? phase.opens_at : ''
}
