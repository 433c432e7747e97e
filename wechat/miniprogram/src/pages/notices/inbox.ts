import type { Schemas } from '@/api/client'

export type Notice = Schemas['NoticeOut']

/** The same list after these notices were read at `now`. */
export function readNow(notices: Notice[], codes: string[], now: string): Notice[] {
  return notices.map((notice) => (notice.unread && codes.includes(notice.code) ? { ...notice, unread: false, read_at: now } : notice))
}

/** The list with one on top that none of its pages has brought yet. */
export const withOlder = (notices: Notice[], older: Notice | null): Notice[] =>
  older && !notices.some((notice) => notice.code === older.code) ? [older, ...notices] : notices

/** What stands below a notice: when, and of what kind. */
export const below = (notice: Notice, when: (iso: string) => string): string => [when(notice.created_at), notice.kind_label].filter(Boolean).join(' · ')
