import type { Answers } from '@/platform/subscribe'

/** Somebody who has allowed this many messages of a kind is not asked for more. */
export const ENOUGH = 3

interface Offered {
  template_id: string
  title: string
}

/** What WeChat's question brought: the names of the messages that were allowed, and of those that were not. */
export function verdict(offered: Offered[], answers: Answers): { agreed: string[]; refused: string[] } {
  const named = (wanted: boolean) => offered.filter((each) => (answers[each.template_id] === 'accept') === wanted).map((each) => each.title)
  return { agreed: named(true), refused: named(false) }
}
