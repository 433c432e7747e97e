import type { Schemas } from '@/api/client'

type Proposal = Pick<Schemas['ProposalOut'], 'state' | 'option' | 'outcome'>

/** What somebody can do with a proposal now, as the site decides it. */
export type Act = 'vote' | 'second' | 'result' | 'missed' | 'wait' | 'merged' | 'divided' | 'closed'

/** `closed`: it is not public. `merged`, `divided`: it is part of another one, or became two, and is read only. `missed`: the ballot of its contest was made without it. Without its contest, nothing is offered. */
export function actOn(proposal: Proposal, contest: Pick<Schemas['ContestOut'], 'features' | 'poll'> | null): Act {
  if (proposal.state === 'merged' || proposal.state === 'divided') return proposal.state
  if (proposal.state !== 'published') return 'closed'
  if (proposal.option?.open) return 'vote'
  if (proposal.outcome) return 'result'
  if (contest?.features.includes('endorse')) return 'second'
  return contest?.poll && !proposal.option ? 'missed' : 'wait'
}

/** Whether the reader is known to live in another sub-district: they read along, and do not second. */
export function elsewhere(home: string | undefined, communities: { slug: string }[]): boolean {
  return Boolean(home && communities.length && !communities.some((each) => each.slug === home))
}
