import type { Schemas } from '@/api/client'
import { words } from '@/lib/words'

type Person = Schemas['ShiftPersonOut']

/** Somebody of the shift as the leader sees them. `can`: the leader ticks them; `unsent`: on this phone alone so far. */
export type Comer = Person & { below: string; here: boolean; unsent: boolean; can: boolean }

const w = words(
  { first: '第一次来', beside: (name: string) => `和${name}一起走`, own: '由社区确认' },
  { first: 'comes for the first time', beside: (name: string) => `goes with ${name}`, own: 'the community confirms' },
)

export function comers(people: Person[], unsent: string[], open: boolean): Comer[] {
  return people.map((each) => {
    const waits = unsent.includes(each.booking) && each.state !== 'attended'
    return {
      ...each,
      phone: each.phone.replace(/^\+86/, ''),
      below: [!each.experienced && w.value.first, each.beside && w.value.beside(each.beside), each.own && w.value.own].filter(Boolean).join(' · '),
      here: waits || each.state === 'attended',
      unsent: waits,
      can: open && !each.own && ['booked', 'attended', 'no_show'].includes(each.state),
    }
  })
}
