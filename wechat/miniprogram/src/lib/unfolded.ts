import type { Schemas } from '@/api/client'

type Street = Schemas['StreetOut']

export interface Shown extends Street {
  open: boolean
  count: number
}

/**
 * Sub-districts as the list shows them: all folded but the one that was `opened`; what was searched for lies open. At
 * first, with `opened` null, the one of the community `first` is open.
 */
export function unfolded(streets: Street[], asked: string, opened: string | null, first: string): Shown[] {
  const own = streets.find((street) => street.communities.some((place) => place.slug === first))?.slug ?? ''
  const open = opened ?? own
  return streets.map((street) => ({ ...street, open: asked !== '' || street.slug === open, count: street.communities.length }))
}
