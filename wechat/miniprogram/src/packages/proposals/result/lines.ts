/** A published result as the page shows it: places, bars, and why each proposal was chosen or not. */
import type { Schemas } from '@/api/client'
import { media } from '@/lib/media'
import { cny } from '@/lib/money'

export type ResultRow = Schemas['ContestResultRowOut']

/** One option. `proposal` is "" where nothing can be opened; `width` is of the longest bar. */
export interface Line {
  option: string
  proposal: string
  title: string
  photo: string
  community: string
  rank: number | null
  votes: number
  cost: string
  width: string
  won: boolean
  why: string
}

export function linesOf(rows: ResultRow[]): Line[] {
  const most = Math.max(0, ...rows.map((row) => row.votes))
  return rows.map((row) => ({
    option: row.option,
    proposal: row.proposal ?? '',
    title: row.title,
    photo: row.photo && media(row.photo),
    community: row.community?.title ?? '',
    rank: row.rank,
    votes: row.votes,
    cost: cny(row.cost_cny),
    width: percent(row.votes, most),
    won: row.selected,
    why: [row.why, row.tie].filter(Boolean).join(' '),
  }))
}

/** 96 of 305: 31.5%; whole numbers without the point. */
export function percent(part: number, whole: number): string {
  return whole > 0 ? `${Math.round((part / whole) * 1000) / 10}%` : '0%'
}
