import { pageWith } from '@/lib/go'
import type { Room } from './room'

export const SEARCH = '/packages/search/find/index'

/** The search as if `text` had been typed there. */
export const searchFor = (text: string): string => pageWith(SEARCH, { q: text })

/** 搜一搜: one search over everything. */
export const search: Room = {
  name: 'search',
  ways: {},
  paths: [{ pattern: /^\/search\/$/, page: () => SEARCH }],
}
