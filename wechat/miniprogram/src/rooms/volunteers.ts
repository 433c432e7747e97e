import { pageWith } from '@/lib/go'
import type { Room } from './room'

export const WEEK = '/pages/volunteers/index'
export const shiftAt = (code: string): string => pageWith('/packages/volunteers/shift/index', { code })

/** A leader's evening: who comes, start, checkpoints, end, who was there. */
export const eveningOf = (code: string): string => pageWith('/packages/volunteers/evening/index', { code })

/** 志愿: the week's shifts, one shift, the leader's evening. */
export const volunteers: Room = {
  name: 'volunteers',
  ways: { shift: shiftAt },
  paths: [
    { pattern: /^\/volunteers\/$/, page: () => WEEK },
    { pattern: /^\/volunteers\/shifts\/(\w+)\//, page: (code) => shiftAt(code!) },
  ],
}
