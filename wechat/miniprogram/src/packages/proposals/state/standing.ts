import type { Schemas } from '@/api/client'
import type { Tone } from '@/lib/contest'
import { moment } from '@/lib/time'
import { words } from '@/lib/words'

type Proposal = Pick<Schemas['ProposalOut'], 'state' | 'outcome' | 'endorsement_count'> & { mine: Pick<Schemas['MineOut'], 'reason' | 'submission' | 'answer_due_at'> }

/** How a proposal stands, told to its author. `appeal`: the submission whose refusal can be appealed against; "" without one. */
export interface Standing {
  label: string
  tone: Tone
  lead: string
  more: string[]
  reason: string
  appeal: string
  change: boolean
  withdrawable: boolean
}

const w = words(
  {
    states: { draft: '草稿', in_review: '社区在看', returned: '退回修改', published: '已公开', hidden: '已下架', withdrawn: '已撤回', merged: '已并入另一件', divided: '已拆分为两件' },
    inReview: (due: string) => `社区正在看。${due ? `${due}前会答复您，在这里和通知里都能看到。` : ''}`,
    inReviewMore: '在那之前只有您和社区看得到，也不能改。',
    returned: '社区看过了，请您改一改再公开。',
    hidden: '它已经下架，邻居看不到了。',
    withdrawn: '您把它撤回了，别人看不到了。',
    merged: '它已并入另一件提案。原文照样能看，署名不变；附议过它的邻居会收到询问。',
    divided: '它已拆分为两件。原文照样能看，署名不变；附议过它的邻居会收到询问。',
    selected: '投票入选了！街道会来跟您商量怎么办。',
    notSelected: '这次没入选。它留在项目库里，下次可以再提。',
    published: '已经公开，大家都能看到。',
    draft: '还没交上去，可以接着写。',
    seconds: (n: number) => `${n} 位邻居附议。`,
    votes: (n: number) => `${n} 位邻居投了它。`,
  },
  {
    states: {
      draft: 'draft',
      in_review: 'being read by the community',
      returned: 'returned for changes',
      published: 'published',
      hidden: 'taken down',
      withdrawn: 'withdrawn',
      merged: 'merged into another',
      divided: 'divided into two',
    },
    inReview: (due: string) => `The community is reading it.${due ? ` You will have an answer by ${due}, here and in your notices.` : ''}`,
    inReviewMore: 'Until then only you and the community see it, and it cannot be changed.',
    returned: 'The community has read it and asks for changes before it appears.',
    hidden: 'It has been taken down: neighbours no longer see it.',
    withdrawn: 'You have withdrawn it. Nobody else sees it any more.',
    merged: 'It was merged into another proposal. It stays readable with your name; whoever seconded it is asked.',
    divided: 'It was divided into two. It stays readable with your name; whoever seconded it is asked about both.',
    selected: 'Chosen by the vote. The sub-district will now talk with you about carrying it out.',
    notSelected: 'Not chosen this time. It stays in the proposal library and can be handed in again next time.',
    published: 'It is published: everybody can read it.',
    draft: 'It has not been handed in: go on writing.',
    seconds: (n: number) => `${n} neighbour${n === 1 ? ' seconds' : 's second'} it.`,
    votes: (n: number) => `${n} neighbour${n === 1 ? '' : 's'} voted for it.`,
  },
)

const TONES: Record<Schemas['ProposalState'], Tone> = { draft: '', in_review: 'wait', returned: 'agate', published: 'done', hidden: 'agate', withdrawn: '', merged: 'done', divided: 'done' }
const REFUSED: Schemas['ProposalState'][] = ['returned', 'hidden']
const WITHDRAWABLE: Schemas['ProposalState'][] = ['in_review', 'returned', 'published', 'merged', 'divided']

export function standingOf(proposal: Proposal): Standing {
  const { state, outcome, mine } = proposal
  return {
    label: w.value.states[state],
    tone: TONES[state],
    lead: lead(proposal),
    more: more(state, outcome, proposal.endorsement_count),
    reason: mine.reason,
    appeal: REFUSED.includes(state) ? mine.submission : '',
    change: state === 'returned',
    withdrawable: WITHDRAWABLE.includes(state),
  }
}

function lead({ state, outcome, mine }: Proposal): string {
  const t = w.value
  switch (state) {
    case 'draft':
      return t.draft
    case 'in_review':
      return t.inReview(mine.answer_due_at ? moment(mine.answer_due_at) : '')
    case 'returned':
      return t.returned
    case 'hidden':
      return t.hidden
    case 'withdrawn':
      return t.withdrawn
    case 'merged':
      return t.merged
    case 'divided':
      return t.divided
    case 'published':
      return outcome ? (outcome.selected ? t.selected : t.notSelected) : t.published
  }
}

function more(state: Schemas['ProposalState'], outcome: Proposal['outcome'], seconds: number): string[] {
  if (state === 'in_review') return [w.value.inReviewMore]
  if (state !== 'published') return []
  return [w.value.seconds(seconds), ...(outcome ? [w.value.votes(outcome.votes)] : [])]
}
