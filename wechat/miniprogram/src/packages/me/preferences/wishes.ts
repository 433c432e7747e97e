import type { Schemas } from '@/api/client'

export type Kind = Schemas['KindOut']
export type Wish = Schemas['WishIn']

/** Names one switch. */
export const nameOf = (kind: string, channel: string): string => `${kind}:${channel}`

/** Kinds as the reader has them now: what the server said last, with what was switched since. */
export function withWishes(kinds: Kind[], wishes: Wish[]): Kind[] {
  const since = new Map(wishes.map((wish) => [nameOf(wish.kind, wish.channel), wish.wanted]))
  return kinds.map((kind) => ({
    ...kind,
    channels: kind.channels.map((each) => ({ ...each, wanted: since.get(nameOf(kind.kind, each.channel)) ?? each.wanted })),
  }))
}

/** The switches that wait to be sent after another tap: one and the same is sent once, as it stands last. */
export const switched = (wishes: Wish[], wish: Wish): Wish[] => [
  ...wishes.filter((each) => nameOf(each.kind, each.channel) !== nameOf(wish.kind, wish.channel)),
  wish,
]
