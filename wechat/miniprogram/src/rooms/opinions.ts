import { pageWith } from '@/lib/go'
import type { Room } from './room'

/** One statement on a draft after the other. */
export const askedAbout = (code: string): string => pageWith('/packages/opinions/ask/index', { code })

/** Groups, what marks each, and what all agree on. */
export const mapOf = (code: string): string => pageWith('/packages/opinions/map/index', { code })

/** 意见图: what neighbours think of a draft convention. */
export const opinions: Room = {
  name: 'opinions',
  ways: { opinions: askedAbout, opinions_map: mapOf },
  paths: [
    { pattern: /^\/councils\/conventions\/texts\/(\w+)\/opinions\/map\/$/, page: (code) => mapOf(code!) },
    { pattern: /^\/councils\/conventions\/texts\/(\w+)\/opinions\//, page: (code) => askedAbout(code!) },
  ],
}
