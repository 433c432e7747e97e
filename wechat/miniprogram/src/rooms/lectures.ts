import { pageWith } from '@/lib/go'
import { words } from '@/lib/words'
import type { Room } from './room'

export const LECTURES = '/packages/lectures/list/index'
/** A lecture by its code, or by the slug in its address. */
export const lectureAt = (key: string): string => pageWith('/packages/lectures/lecture/index', { key })
export const sessionAt = (code: string): string => pageWith('/packages/lectures/session/index', { code })

/** 讲堂: lectures, their sessions, what can be listened to again. */
export const lectures: Room = {
  name: 'lectures',
  ways: { lecture: lectureAt, session: sessionAt },
  paths: [
    { pattern: /^\/lectures\/$/, page: () => LECTURES },
    { pattern: /^\/(?:lectures\/)?sessions\/(\w+)\//, page: (code) => sessionAt(code!) },
    { pattern: /^\/lectures\/[^/]+\/$/, page: () => LECTURES },
    { pattern: /^\/lectures\/[^/]+\/([^/]+)\/$/, page: (key) => lectureAt(key!) },
  ],
  mine: [{ label: words({ label: '讲堂' }, { label: 'Lectures' }), page: LECTURES }],
}
