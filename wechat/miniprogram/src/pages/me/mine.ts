import type { Me, Schemas } from '@/api/client'

export type Item = Schemas['MyItemOut']

/** So many of a kind are shown, as on the site. */
export const SHOWN_PER_KIND = 10

export interface Group {
  label: string
  items: Item[]
}

/** Items by kind, in the order of each kind's newest; `items` come newest first. */
export function grouped(items: Item[]): Group[] {
  const labels = [...new Set(items.map((item) => item.kind_label))]
  return labels.map((label) => ({ label, items: items.filter((item) => item.kind_label === label).slice(0, SHOWN_PER_KIND) }))
}

/** The first thing that taking part still needs: a name and a community, a number, a confirmed home; null where nothing is. */
export function missing(me: Pick<Me, 'alias' | 'community' | 'phone_verified' | 'residence_verified'>): 'name' | 'phone' | 'home' | null {
  if (!me.alias || !me.community) return 'name'
  if (!me.phone_verified) return 'phone'
  return me.residence_verified ? null : 'home'
}
