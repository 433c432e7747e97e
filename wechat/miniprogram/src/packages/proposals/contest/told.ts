import type { Schemas } from '@/api/client'
import { callAhead, type Act } from '@/lib/contest'
import { words } from '@/lib/words'

/** What stands beside the one button of a contest; no button where there is nothing to press. */
export interface Told {
  title: string
  text: string
  button: string
  primary: boolean
}

const w = words(
  {
    everybody: (n: number) => `每人 ${n} 票`,
    left: (n: number) => `您还有 ${n} 票`,
    tap: '点一下就算数，截止前随时可以收回。',
    vote: '去投票',
    voteLeft: (n: number) => `去投票（还有 ${n} 票）`,
    offRoll: '您不在这次投票的名册上',
    onPaper: '您已投纸质票',
    onPaperWhy: '您在这次投票的签到表上，这里不用再投。如果您并没有投过，请在截止前给街道打电话。',
    offRollWhy: '名册上是冻结那天已核实的本街道居民。您觉得自己该在上面的话，给社区打个电话，可以更正。',
    look: '看看选票',
    given: '您的票都投完了',
    givenText: '谢谢您。截止前改主意也来得及。',
    mine: '看看我的选票',
    write: '说说您想改变什么',
    writeText: '一次只问一个问题，五分钟左右。边写边存。',
    propose: '我要提案',
    second: '附议您也想办的事',
    secondNeeded: (n: number) => `满 ${n} 人附议，提案就能进入投票。`,
    secondText: '附议的邻居越多，社区越清楚大家最在意什么。',
    read: '看看提案',
    result: '结果出来了',
    resultText: '谁入选、谁没入选、为什么，都写明白了。谁都可以自己再算一遍。',
    objectText: '觉得哪里不对，请在公示结束前告诉街道。',
    readResult: '看结果',
    discuss: '说说您的想法',
    discussText: '这个阶段在逐件细看。您熟悉那个地方，说说情况很有用。',
    wait: '现在不用做什么',
    draft: '先写个草稿',
    over: '这届大赛结束了',
    overText: '大家提过的都还可以看。',
    turnout: (voted: number, roll: number) => `已有 ${voted} 人参与，名册共 ${roll} 人`,
  },
  {
    everybody: (n: number) => `Everybody has ${n} vote${n === 1 ? '' : 's'}`,
    left: (n: number) => `You have ${n} vote${n === 1 ? '' : 's'} left`,
    tap: 'One tap counts. Until the vote closes you can take it back.',
    vote: 'Go and vote',
    voteLeft: (n: number) => `Go and vote (${n} left)`,
    offRoll: 'You are not on the roll of this vote',
    onPaper: 'You have voted on paper',
    onPaperWhy: 'You are on a sign-in sheet of this vote, so there is nothing more to do here. If that is not so, call the sub-district before the vote closes.',
    offRollWhy: 'The roll lists the verified residents of the sub-district on the day it was frozen. If you think you belong on it, call your community: they can have it corrected.',
    look: 'Look at the ballot',
    given: 'You have given all your votes',
    givenText: 'Thank you. Until the vote closes you can still change your mind.',
    mine: 'See my ballot',
    write: 'Say what you would like to change',
    writeText: 'One question at a time, about five minutes. Everything is saved as you type.',
    propose: 'Make a proposal',
    second: 'Second what you would like to see',
    secondNeeded: (n: number) => `With ${n} endorsement${n === 1 ? '' : 's'} a proposal comes to the vote.`,
    secondText: 'The more neighbours second a proposal, the better the community can see what matters.',
    read: 'Read the proposals',
    result: 'The result is there',
    resultText: 'Who was chosen, who was not, and why. Anybody can count it again.',
    objectText: 'If something in it seems wrong to you, tell the sub-district before the objection period ends.',
    readResult: 'Read the result',
    discuss: 'Say what you think',
    discussText: 'At this stage the proposals are being looked at closely. What you know about the place helps.',
    wait: 'Nothing to do just now',
    draft: 'Begin a draft',
    over: 'This contest is over',
    overText: 'You can still read everything that was proposed.',
    turnout: (voted: number, roll: number) => `${voted} of ${roll} on the roll have taken part`,
  },
)

export function told(contest: Schemas['ContestOut'], act: Act, ballot: Schemas['BallotOut'] | null): Told {
  const t = w.value
  const say = (title: string, text: string, button = '', primary = false): Told => ({ title, text, button, primary })
  switch (act) {
    case 'vote':
      if (!ballot) return say(t.everybody(contest.votes_per_person), t.tap, t.vote, true)
      if (!ballot.on_roll) return say(t.offRoll, t.offRollWhy, t.look)
      if (ballot.on_paper) return say(t.onPaper, t.onPaperWhy, t.look)
      return ballot.slots_left ? say(t.left(ballot.slots_left), t.tap, t.voteLeft(ballot.slots_left), true) : say(t.given, t.givenText, t.mine)
    case 'write':
      return say(t.write, t.writeText, t.propose, true)
    case 'second':
      return say(t.second, contest.endorsements_needed ? t.secondNeeded(contest.endorsements_needed) : t.secondText, t.read, true)
    case 'object':
      return say(t.result, t.objectText, t.readResult, true)
    case 'result':
      return say(t.result, t.resultText, t.readResult, true)
    case 'discuss':
      return say(t.discuss, t.discussText, t.read, true)
    case 'wait':
      return say(t.wait, contest.next, callAhead(contest.phases) ? t.draft : '')
    case 'over':
      return say(t.over, t.overText)
  }
}

/** How many take part, where the organiser shows it; "" otherwise. */
export const turnoutOf = ({ turnout }: Schemas['ContestOut']): string => (turnout ? w.value.turnout(turnout.taking_part, turnout.roll_size) : '')
