import type { Schemas } from '@/api/client'
import { words } from '@/lib/words'
import type { Act } from './standing'

/** What the box beside a proposal says; `to` is where its button leads. */
export interface Told {
  title: string
  text: string
  button: string
  to: 'vote' | 'result' | ''
}

interface About {
  act: Act
  proposal: Pick<Schemas['ProposalOut'], 'endorsement_count' | 'outcome' | 'next'>
  contest: Pick<Schemas['ContestOut'], 'endorsements_needed' | 'votes_per_person'> | null
  ballot: Schemas['BallotOut'] | null
  chosen: boolean
  endorsed: boolean
  author: boolean
  away: boolean
}

const w = words(
  {
    offRoll: '您不在这次投票的名册上',
    offRollWhy: '名册上是冻结那天已核实的本街道居民。您觉得自己该在上面的话，给社区打个电话，可以更正。',
    onPaper: '您已投纸质票',
    onPaperWhy: '您在这次投票的签到表上，这里不用再投。如果您并没有投过，请在截止前给街道打电话。',
    voted: '您投了它一票',
    counts: (n: number) => `已经算数。您还有 ${n} 票。`,
    countsOnly: '已经算数。',
    left: (n: number) => `您还有 ${n} 票`,
    everybody: (n: number) => `每人 ${n} 票`,
    tap: '点一下就算数，截止前随时可以收回。',
    tapStranger: '点一下就算数，截止前随时可以收回。会先请您登录，登录后回到这里。',
    given: '您的票都投完了',
    givenText: '想改投它，先收回一票。',
    ballot: '看看我的选票',
    seconds: (n: number) => `${n} 位邻居附议`,
    own: '这是您自己的提案，您当然是支持的。',
    oneOfThem: '其中有您。',
    away: '附议由本街道居民来做。您可以看看，也可以说说想法。',
    invite: '您也想办成这件事吗？附议一下，让社区知道。',
    selected: '投票入选',
    notSelected: '这次没入选',
    votes: (n: number) => `${n} 位邻居投了它。`,
    library: '它留在项目库里，下次可以再提。',
    result: '看完整结果',
    missed: '没有进入这次投票',
    tooFew: (needed: number, had: number) => `需要 ${needed} 人附议，它有 ${had} 人。`,
    tooLate: '它公开的时候，选票已经定下了。',
    wait: '现在不用做什么',
    merged: '已并入另一件提案',
    divided: '已拆分为两件',
    mergedText: '原文照样能看，但不再单独附议和投票。',
    closed: '还没公开',
    closedText: '只有作者和社区看得到。',
    join: (...parts: string[]) => parts.filter(Boolean).join(''),
  },
  {
    offRoll: 'You are not on the roll of this vote',
    offRollWhy: 'The roll lists the verified residents of the sub-district on the day it was frozen. If you think you belong on it, call your community: they can have it corrected.',
    onPaper: 'You have voted on paper',
    onPaperWhy: 'You are on a sign-in sheet of this vote, so there is nothing more to do here. If that is not so, call the sub-district before the vote closes.',
    voted: 'You voted for this',
    counts: (n: number) => `It counts. You have ${n} vote${n === 1 ? '' : 's'} left.`,
    countsOnly: 'It counts.',
    left: (n: number) => `You have ${n} vote${n === 1 ? '' : 's'} left`,
    everybody: (n: number) => `Everybody has ${n} vote${n === 1 ? '' : 's'}`,
    tap: 'One tap counts. Until the vote closes you can take it back.',
    tapStranger: 'One tap counts. Until the vote closes you can take it back. You will be asked to sign in and then come back here.',
    given: 'You have given all your votes',
    givenText: 'Take one back first if you would rather give it to this.',
    ballot: 'See my ballot',
    seconds: (n: number) => `${n} neighbour${n === 1 ? ' seconds' : 's second'} it`,
    own: 'It is your own proposal: your support goes without saying.',
    oneOfThem: 'You are one of them.',
    away: 'Only residents of this sub-district second its proposals. You can read along and say what you think.',
    invite: 'Would you like to see this done too? Then say so.',
    selected: 'Chosen by the vote',
    notSelected: 'Not chosen this time',
    votes: (n: number) => `${n} neighbour${n === 1 ? '' : 's'} voted for it.`,
    library: 'It stays in the proposal library and can be handed in again next time.',
    result: 'Read the whole result',
    missed: 'Not on this ballot',
    tooFew: (needed: number, had: number) => `${needed} endorsements were needed, it had ${had}.`,
    tooLate: 'It was published after the ballot was made.',
    wait: 'Nothing to do just now',
    merged: 'Merged into another proposal',
    divided: 'Divided into two',
    mergedText: 'It stays readable as it was. It cannot be seconded or voted for by itself.',
    closed: 'Not public',
    closedText: 'Only its author and the community see it.',
    join: (...parts: string[]) => parts.filter(Boolean).join(' '),
  },
)

const say = (title: string, text = '', button = '', to: Told['to'] = ''): Told => ({ title, text, button, to })

export function toldOf(about: About): Told {
  const t = w.value
  const { proposal, contest } = about
  switch (about.act) {
    case 'vote':
      return votes(about)
    case 'second':
      return say(t.seconds(proposal.endorsement_count), about.author ? t.own : about.endorsed ? t.oneOfThem : about.away ? t.away : t.invite)
    case 'result': {
      const selected = Boolean(proposal.outcome?.selected)
      return say(selected ? t.selected : t.notSelected, t.join(t.votes(proposal.outcome?.votes ?? 0), selected ? '' : t.library), t.result, 'result')
    }
    case 'missed': {
      const needed = contest?.endorsements_needed ?? 0
      return say(t.missed, t.join(proposal.endorsement_count < needed ? t.tooFew(needed, proposal.endorsement_count) : t.tooLate, t.library))
    }
    case 'wait':
      return say(t.wait, proposal.next)
    case 'merged':
      return say(t.merged, t.mergedText)
    case 'divided':
      return say(t.divided, t.mergedText)
    case 'closed':
      return say(t.closed, t.closedText)
  }
}

function votes({ ballot, chosen, contest }: About): Told {
  const t = w.value
  if (ballot && !ballot.on_roll) return say(t.offRoll, t.offRollWhy)
  if (ballot?.on_paper) return say(t.onPaper, t.onPaperWhy)
  if (chosen) return say(t.voted, ballot ? t.counts(ballot.slots_left) : t.countsOnly, t.ballot, 'vote')
  if (!ballot) return say(t.everybody(contest?.votes_per_person ?? 1), t.tapStranger)
  return ballot.slots_left ? say(t.left(ballot.slots_left), t.tap) : say(t.given, t.givenText, t.ballot, 'vote')
}
