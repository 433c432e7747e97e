/** The proposals of a contest, as the ballot paper shows them beside their options. */
import { api, ApiError, NoAnswer, type Schemas } from '@/api/client'

export type Card = Schemas['ProposalCardOut']

const A_PAGE = 100

/** All published proposals of a contest; those that came before an answer failed. */
export async function cardsOf(code: string): Promise<Card[]> {
  const found: Card[] = []
  let cursor: string | null = ''
  try {
    do {
      const page: Schemas['ProposalsOut'] = await api('get', '/api/v1/contests/{code}/proposals', { path: { code }, query: { limit: A_PAGE, cursor } })
      found.push(...page.items)
      cursor = page.next_cursor
    } while (cursor)
  } catch (error) {
    if (!(error instanceof ApiError || error instanceof NoAnswer)) throw error
  }
  return found
}

/** By the code of the option that they stand for on the ballot. */
export const byOption = (cards: Card[]): Map<string, Card> => new Map(cards.filter((card) => card.option).map((card) => [card.option!.option, card]))
