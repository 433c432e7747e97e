import { pageWith } from '@/lib/go'
import { words } from '@/lib/words'
import type { Room } from './room'

const at = (name: string): string => `/packages/volunteers/${name}/index`

export const WEEK = '/pages/volunteers/index'
export const HOURS = at('hours')
export const NEW_CERTIFICATE = at('certificate')
export const POSTS = at('posts')
export const shiftAt = (code: string): string => pageWith(at('shift'), { code })
export const postAt = (code: string): string => pageWith(at('post'), { code })
export const hazardAt = (code: string): string => pageWith(at('hazard'), { code })

/** A leader's evening: who comes, start, checkpoints, end, who was there. */
export const eveningOf = (code: string): string => pageWith(at('evening'), { code })

/** Where something seen on a shift is reported. */
export const reportFrom = (code: string): string => pageWith(at('report'), { code })

/** 志愿: the week's shifts, one shift, the leader's evening, hazards, posts, hours and certificates. */
export const volunteers: Room = {
  name: 'volunteers',
  ways: { shift: shiftAt, post: postAt, hazard: hazardAt },
  paths: [
    { pattern: /^\/volunteers\/$/, page: () => WEEK },
    { pattern: /^\/volunteers\/shifts\/(\w+)\/hazard\//, page: (code) => reportFrom(code!) },
    { pattern: /^\/volunteers\/shifts\/(\w+)\//, page: (code) => shiftAt(code!) },
    { pattern: /^\/volunteers\/posts\/$/, page: () => POSTS },
    { pattern: /^\/volunteers\/posts\/(\w+)\/$/, page: (code) => postAt(code!) },
    { pattern: /^\/volunteers\/hazards\/(\w+)\/$/, page: (code) => hazardAt(code!) },
    { pattern: /^\/me\/hours\/certificates\/new\/$/, page: () => NEW_CERTIFICATE },
    { pattern: /^\/me\/hours\//, page: () => HOURS },
  ],
  mine: [
    { label: words({ label: '我的志愿时长' }, { label: 'My hours of service' }), page: HOURS },
    { label: words({ label: '志愿岗位' }, { label: 'Posts for volunteers' }), page: POSTS },
  ],
}
