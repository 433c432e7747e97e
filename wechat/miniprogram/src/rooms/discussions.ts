import { pageWith } from '@/lib/go'
import type { Room } from './room'

const thread = (code: string, comment = '') => pageWith('/packages/discussions/thread/index', { code, ...(comment && { comment }) })

/** 留言: what is said under a proposal, and what became of what I wrote. */
export const discussions: Room = {
  name: 'discussions',
  ways: {
    thread,
    submission: (code) => pageWith('/packages/discussions/submission/index', { code }),
  },
  paths: [
    { pattern: /^\/discussions\/(\w+)\/$/, page: (code) => thread(code) },
    { pattern: /^\/discussions\/(\w+)\/(\w+)\/$/, page: thread },
    { pattern: /^\/moderation\/(\w+)\//, page: (code) => pageWith('/packages/discussions/submission/index', { code }) },
  ],
}
