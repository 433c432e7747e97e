import { computed, ref, type Ref } from 'vue'
import { api, type Schemas } from '@/api/client'
import { useAct } from '@/lib/action'
import { words } from '@/lib/words'
import { useBallot } from '../vote/ballot'

type Proposal = Schemas['ProposalOut']
export type Mine = Schemas['MineOut']

export const STRANGER: Mine = { author: false, editable: false, endorsed: false, followed: false, chosen: false, missing: {}, reason: '', submission: '', answer_due_at: null }

const w = words(
  {
    counts: (left: number) => `已经算数。您还有 ${left} 票。`,
    back: '已收回。',
    seconded: '附议成功，作者一定很高兴。',
    unseconded: '已收回附议。',
    followed: '已关注，有消息就告诉您。',
    unfollowed: '不再关注它了。',
  },
  {
    counts: (left: number) => `It counts. You have ${left} vote${left === 1 ? '' : 's'} left.`,
    back: 'Taken back.',
    seconded: 'You second it. Its author will be glad.',
    unseconded: 'You no longer second it.',
    followed: 'We will tell you when there is news of it.',
    unfollowed: 'You will hear no more of it.',
  },
)

/** What the reader does with one proposal: vote, second, follow, each of them to take back. `said` tells what became of it. */
export function useDoing(proposal: Ref<Proposal | null>, mine: Ref<Mine>) {
  const option = computed(() => proposal.value?.option ?? null)
  const votes = useBallot(() => option.value?.poll ?? '')
  const seconding = useAct()
  const following = useAct()
  const said = ref('')

  const chosen = computed(() => (votes.ballot.value && option.value ? votes.chosen.value.includes(option.value.option) : mine.value.chosen))
  const tap = computed(() => votes.stateOf(option.value?.option ?? ''))

  async function vote(give: boolean): Promise<void> {
    said.value = ''
    if (!option.value || !(await votes.tap(option.value.option, give))) return
    if (!votes.ballot.value) await votes.read()
    mine.value = { ...mine.value, chosen: give }
    said.value = give ? w.value.counts(votes.ballot.value?.slots_left ?? 0) : w.value.back
  }

  async function second(give: boolean): Promise<void> {
    said.value = ''
    const path = { code: proposal.value?.code ?? '' }
    const done = await seconding.act(`second.${give}`, (key) =>
      give ? api('put', '/api/v1/proposals/{code}/endorsement', { path, key }) : api('delete', '/api/v1/proposals/{code}/endorsement', { path, key }),
    )
    if (!done || !proposal.value) return
    proposal.value = { ...proposal.value, endorsement_count: done.endorsement_count }
    mine.value = { ...mine.value, endorsed: done.endorsed }
    said.value = done.endorsed ? w.value.seconded : w.value.unseconded
  }

  async function follow(on: boolean): Promise<void> {
    said.value = ''
    const path = { code: proposal.value?.code ?? '' }
    const done = await following.act(`follow.${on}`, (key) =>
      on ? api('put', '/api/v1/proposals/{code}/follow', { path, key }) : api('delete', '/api/v1/proposals/{code}/follow', { path, key }),
    )
    if (!done) return
    mine.value = { ...mine.value, followed: done.followed }
    said.value = done.followed ? w.value.followed : w.value.unfollowed
  }

  const problem = computed(() => seconding.problem.value ?? following.problem.value)
  return { votes, chosen, tap, vote, second, follow, said, problem, seconding: seconding.busy, following: following.busy }
}
