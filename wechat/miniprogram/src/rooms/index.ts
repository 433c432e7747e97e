import { pageWith } from '@/lib/go'
import { councils } from './councils'
import { discussions } from './discussions'
import { lectures } from './lectures'
import { me } from './me'
import { opinions } from './opinions'
import { places } from './places'
import { proposals } from './proposals'
import { rosters } from './rosters'
import { search } from './search'
import { volunteers } from './volunteers'
import type { Room } from './room'

/** Every room of the program: a new one is added here and brings its pages in pages.json. */
export const rooms: Room[] = [proposals, volunteers, lectures, rosters, discussions, councils, opinions, places, search, me]

const OUT = '/pages/out/index'

export interface Thing {
  kind?: string | null
  code?: string | null
  url?: string | null
}

/** The page that shows a thing: by what it is, else by its address on the site, else a way to that address. */
export function pageFor({ kind, code, url }: Thing): string {
  if (kind && code) {
    const way = rooms.map((room) => room.ways[kind]).find(Boolean)
    if (way) return way(code)
  }
  const path = (url ?? '').replace(/^https?:\/\/[^/]+/, '').split(/[?#]/)[0]!
  for (const room of rooms)
    for (const { pattern, page } of room.paths ?? []) {
      const found = pattern.exec(path)
      if (found) return page(...found.slice(1).filter((group) => group !== undefined))
    }
  return pageWith(OUT, { url: path || '/' })
}

/** The page for what the API tells with an address and, where it is of one thing, a target; the address says more. */
export function pageOf(told: { url: string; target?: { kind: string; code: string } | null }): string {
  const byAddress = pageFor({ url: told.url })
  return byAddress.startsWith(OUT) && told.target ? pageFor({ ...told.target, url: told.url }) : byAddress
}
