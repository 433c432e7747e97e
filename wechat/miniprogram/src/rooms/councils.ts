import { pageWith } from '@/lib/go'
import type { Room } from './room'

export const COUNCILS = '/pages/councils/index'
export const topicAt = (code: string): string => pageWith('/packages/councils/topic/index', { code })
/** One version of a community's convention. */
export const conventionAt = (code: string): string => pageWith('/packages/councils/convention/index', { code })

/** 议事: topics and conventions. */
export const councils: Room = {
  name: 'councils',
  ways: { topic: topicAt },
  paths: [
    { pattern: /^\/councils\/$/, page: () => COUNCILS },
    { pattern: /^\/councils\/topics\/(?!new\/)(\w+)\/$/, page: (code) => topicAt(code!) },
    { pattern: /^\/councils\/conventions\/texts\/(\w+)\/$/, page: (code) => conventionAt(code!) },
  ],
}
