import type { Schemas } from '@/api/client'
import { sentLines, typed, unreadable, type Line } from './amounts'
import type { StepName } from './steps'

export const TEXTS = ['title', 'category', 'problem', 'idea', 'community', 'place'] as const
export type Text = (typeof TEXTS)[number]
export type Answer = Text | 'costs'
export type Body = Schemas['DraftIn']
type Proposal = Pick<Schemas['ProposalOut'], 'code' | 'contest' | 'title' | 'category' | 'problem' | 'idea' | 'community' | 'place' | 'costs'>

/**
 * A proposal as it stands on this phone. `code` is "" until the server has it; `unsent` are the answers that the server
 * has not got as they are here; `beginning` is the request that begins it there, the same one until it is answered.
 */
export interface Written {
  contest: string
  code: string
  texts: Record<Text, string>
  costs: Line[]
  unsent: Answer[]
  step: StepName
  beginning: { key: string; body: Body } | null
}

export const fresh = (contest: string, community = ''): Written => ({
  contest,
  code: '',
  texts: { title: '', category: '', problem: '', idea: '', community, place: '' },
  costs: [],
  unsent: [],
  step: 'what',
  beginning: null,
})

/** What the server holds, with what this phone has not sent yet in its place. */
export function merged(proposal: Proposal, local: Written | null): Written {
  const held: Written = {
    ...fresh(proposal.contest),
    code: proposal.code,
    texts: {
      title: proposal.title,
      category: proposal.category?.slug ?? '',
      problem: proposal.problem,
      idea: proposal.idea,
      community: proposal.community?.slug ?? '',
      place: proposal.place,
    },
    costs: typed(proposal.costs),
  }
  if (!local) return held
  for (const answer of local.unsent)
    if (answer === 'costs') held.costs = local.costs
    else held.texts[answer] = local.texts[answer]
  return { ...held, unsent: local.unsent, step: local.step }
}

export const changed = (written: Written, answer: Answer): Answer[] => (written.unsent.includes(answer) ? written.unsent : [...written.unsent, answer])

/** Those of `answers` as the API takes them; amounts that cannot be read wait until they can. */
export function bodyOf(written: Written, answers: readonly Answer[]): Body {
  const body: Body = {}
  for (const answer of answers)
    if (answer !== 'costs') body[answer] = written.texts[answer]
    else if (!unreadable(written.costs)) body.costs = sentLines(written.costs)
  return body
}

/** What is still unsent once the server has taken `sent`: whatever was typed meanwhile. */
export function left(written: Written, sent: Body): Answer[] {
  const now = bodyOf(written, written.unsent)
  return written.unsent.filter((answer) => !(answer in now) || JSON.stringify(now[answer]) !== JSON.stringify(sent[answer]))
}

/** Whether there is anything to keep: a draft is begun on the server with the first answer, never with none. */
export const empty = (written: Written): boolean => !written.code && written.unsent.length === 0
