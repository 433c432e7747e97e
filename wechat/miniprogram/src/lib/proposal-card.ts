import type { Schemas } from '@/api/client'
import type { Chip } from './contest'
import { media } from './media'
import { cny } from './money'
import { words } from './words'

type Proposal = Schemas['ProposalCardOut']
/** What lists need of a proposal; an API that sends no picture leaves `photo` out. */
export interface Shown {
  code: string
  title: string
  text: string
  photo: string
  chip: Chip
  left: string
  right: string
}

const EXCERPT = 72

const w = words(
  {
    selected: '入选',
    notSelected: '这次没入选',
    missed: '未进入投票',
    about: (cost: string) => `约 ${cost}`,
    seconds: (n: number) => `${n} 人附议`,
  },
  {
    selected: 'selected',
    notSelected: 'not selected this time',
    missed: 'not on the ballot',
    about: (cost: string) => `about ${cost}`,
    seconds: (n: number) => `${n} second${n === 1 ? 's' : ''} it`,
  },
)

/** The card of a proposal. `contest`: how its contest stands, where that is known; `ballot`: whether it has a ballot paper. */
export function shown(proposal: Proposal, contest?: Chip, ballot = false): Shown {
  return {
    code: proposal.code,
    title: proposal.title,
    text: excerpt(proposal.excerpt),
    photo: proposal.photo ? media(proposal.photo) : '',
    chip: chip(proposal, contest, ballot),
    left: proposal.community?.title ?? '',
    right: [proposal.endorsement_count ? w.value.seconds(proposal.endorsement_count) : '', w.value.about(cny(proposal.cost_cny))]
      .filter(Boolean)
      .join(' · '),
  }
}

function chip({ outcome, option }: Proposal, contest: Chip | undefined, ballot: boolean): Chip {
  if (outcome) return outcome.selected ? { label: w.value.selected, tone: 'done' } : { label: w.value.notSelected, tone: '' }
  if (ballot && !option) return { label: w.value.missed, tone: '' }
  return contest ?? { label: '', tone: '' }
}

/** The beginning of a text on one line. */
export function excerpt(text: string): string {
  const line = text.split(/\s+/).filter(Boolean).join(' ')
  return line.length <= EXCERPT ? line : `${line.slice(0, EXCERPT - 1)}…`
}
