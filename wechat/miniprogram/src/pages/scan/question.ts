import type { Schemas } from '@/api/client'

export type Scan = Schemas['ScanOut']

/** What the page says: the question, or how it came out. The phone's clock may tell earlier than the server that it is over. */
export type Stage = 'ask' | 'confirmed' | 'refused' | 'used' | 'over'

export function stageOf(scan: Scan, now: number): Stage {
  if (scan.state !== 'waiting') return scan.state
  return now < Date.parse(scan.expires_at) ? 'ask' : 'over'
}

const SOONEST_MS = 1000

/** How long the question still stands, in milliseconds. */
export const lasts = (scan: Scan, now: number): number => Math.max(SOONEST_MS, Date.parse(scan.expires_at) - now)
