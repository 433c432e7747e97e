/** What the author of something is told about it, in the site's words. */
import type { Schemas } from '@/api/client'
import { ago, moment } from '@/lib/time'
import { words } from '@/lib/words'

export type Submission = Schemas['SubmissionOut']

/** What it means that it is in this state, with the date that goes with it. */
export function stateWords(one: Submission, now: number = Date.now()): string {
  const decided = one.decided_at ? moment(one.decided_at, now) : ''
  if (one.reported) return w.value.reported(moment(one.due_at, now))
  switch (one.state) {
    case 'screening':
    case 'queued':
      return w.value.waiting(ago(waitingSince(one), now), moment(one.due_at, now))
    case 'published':
      return w.value.published(decided)
    case 'returned':
      return w.value.returned(decided)
    case 'hidden':
      return w.value.hidden(decided)
    default:
      return w.value.withdrawn
  }
}

/** When it was handed in the last time. */
function waitingSince(one: Submission): string {
  const again = [...one.steps].reverse().find((step) => step.event === 'resubmit')
  return again?.at ?? one.submitted_at
}

/** A decision with a reason that is in force: a return or a hiding. */
export const refused = (one: Submission): boolean => one.state === 'returned' || one.state === 'hidden'

export const tone = (state: Submission['state']): string =>
  ({ screening: 'wait', queued: 'wait', published: 'done', returned: 'agate', hidden: 'agate', withdrawn: '' })[state]

export const appealTone = (state: Submission['appeals'][number]['state']): string => ({ open: 'wait', upheld: 'agate', overturned: 'done', lapsed: '' })[state]

/** Who took the step, as the author is told. */
export const whoDid = (by: Submission['steps'][number]['by']): string => w.value[by]

/** How the answer to an appeal stands. */
export const appealWords = (state: Submission['appeals'][number]['state']): string => w.value[state]

const w = words(
  {
    reported: (due: string) => `它现在是公开的。有邻居请社区再看一看，${due} 前会看完。`,
    waiting: (since: string, due: string) => `${since}交上来的。${due} 前会有人看，一有结果就告诉您。`,
    published: (at: string) => `${at} 起公开，大家都看得到。`,
    returned: (at: string) => `${at} 退回给您修改。您写的都还在，改好再交上来就行。`,
    hidden: (at: string) => `${at} 下架了，只有您和社区看得到。`,
    withdrawn: '您把它撤回了，别人看不到。',
    author: '您自己',
    community: '社区审核员',
    screen: '自动检查',
    neighbour: '一位邻居',
    open: '等待答复',
    upheld: '维持原处理',
    overturned: '已改正',
    lapsed: '不用再答复',
  },
  {
    reported: (due: string) => `It is published. A neighbour asked the community to look at it again; they do so by ${due}.`,
    waiting: (since: string, due: string) => `Handed in ${since}. A person reads it by ${due}, and you hear at once what they say.`,
    published: (at: string) => `Published since ${at}: everybody can read it.`,
    returned: (at: string) => `It came back to you on ${at}. What you wrote is kept: change it and hand it in again.`,
    hidden: (at: string) => `It was taken down on ${at}: only you and the community can see it.`,
    withdrawn: 'You took it back. Nobody else sees it.',
    author: 'you yourself',
    community: 'the community’s moderators',
    screen: 'the automatic check',
    neighbour: 'a neighbour',
    open: 'not answered yet',
    upheld: 'decision stands',
    overturned: 'decision overturned',
    lapsed: 'no longer needed',
  },
)
