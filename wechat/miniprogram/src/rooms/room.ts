import type { ComputedRef } from 'vue'

/** Where a page of the program leads for a thing of the portal. */
export type WayTo = (code: string) => string

/**
 * What a room adds to the program. `ways`: for each kind of thing that the API names (`GET /codes/{code}`, `target`s) the page
 * that shows it: share cards, codes and notices lead there. `paths`: the same for addresses of the site, by a pattern
 * whose groups are handed over. `mine`: its rows in 我的. The server's home feed names rooms and kinds by the same names.
 */
export interface Room {
  name: string
  ways: Record<string, WayTo>
  paths?: { pattern: RegExp; page: (...groups: string[]) => string }[]
  mine?: { label: ComputedRef<{ label: string }>; page: string }[]
}
