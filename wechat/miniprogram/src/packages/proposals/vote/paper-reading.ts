/** The public part of a ballot paper: contest, terms, and the proposals that the options stand for. */
import { api, type Schemas } from '@/api/client'
import { cardsOf, type Card } from './cards'

export interface Paper {
  contest: Schemas['ContestOut']
  poll: Schemas['PollOut'] | null
  cards: Card[]
}

/** Raises as `api` does. Without pictures and places of the proposals the paper still holds every option. */
export async function readPaper(code: string): Promise<Paper> {
  const contest = await api('get', '/api/v1/contests/{code}', { path: { code } })
  if (!contest.poll) return { contest, poll: null, cards: [] }
  const [poll, cards] = await Promise.all([api('get', '/api/v1/polls/{code}', { path: { code: contest.poll } }), cardsOf(code)])
  return { contest, poll, cards }
}
