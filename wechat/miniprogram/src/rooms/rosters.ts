import { pageWith } from '@/lib/go'
import { words } from '@/lib/words'
import type { Room } from './room'

export const MY_BOOKINGS = '/packages/rosters/mine/index'

/** One thing with seats. `shown` is what the screen at the door said. */
export const rosterAt = (code: string, shown = ''): string => pageWith('/packages/rosters/roster/index', { code, ...(shown && { shown }) })

/** The list, for whoever keeps it. */
export const listOf = (code: string): string => pageWith('/packages/rosters/list/index', { code })

/** Places on lists: shifts, lectures, meetings. */
export const rosters: Room = {
  name: 'rosters',
  ways: { roster: (code) => rosterAt(code) },
  paths: [
    { pattern: /^\/rosters\/(\w+)\/$/, page: (code) => rosterAt(code!) },
    { pattern: /^\/rosters\/(\w+)\/(?:list|desk)\/$/, page: (code) => listOf(code!) },
  ],
  mine: [{ label: words({ label: '我的报名' }, { label: 'My bookings' }), page: MY_BOOKINGS }],
}
