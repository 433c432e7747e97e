import type { Schemas } from '@/api/client'

export type Card = Schemas['HomeCardOut']

/** So many stand as cards where nothing is of the reader's own place. */
const FEW = 3

/** What stands large, and what in rows below: the own place's large, else the first few of the district. */
export function parted(cards: Card[]): { large: Card[]; rows: Card[] } {
  const own = cards.filter((card) => card.here)
  const large = own.length ? own : cards.slice(0, FEW)
  return { large, rows: cards.filter((card) => !large.includes(card)) }
}
