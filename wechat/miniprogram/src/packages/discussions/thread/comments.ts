/** What is said in a thread: which comment somebody was sent to, and how its state reads. */
import { api, ApiError, type Schemas } from '@/api/client'
import { words } from '@/lib/words'

export type Comment = Schemas['CommentOut']
export type Reply = Schemas['ReplyOut']
export type Thread = Schemas['ThreadOut']

/** What somebody writes: something new, a reply to `parent`, or a change of `code`. */
export interface Writing {
  parent: string
  to: string
  code: string
  text: string
  stance: string
  sided: boolean
  returned: boolean
}

export const something: Writing = { parent: '', to: '', code: '', text: '', stance: '', sided: true, returned: false }

export const replyTo = (item: Reply): Writing => ({ ...something, parent: item.code, to: item.name, sided: false })

/** `upper` false: a reply, which takes no side. */
export const changeOf = (item: Reply, upper: boolean): Writing => ({
  ...something,
  code: item.code,
  text: item.text,
  stance: item.stance ?? '',
  sided: upper,
  returned: item.state === 'returned',
})

/** Where the words are kept on the phone until they are sent. */
export const draftName = (thread: string, writing: Writing): string => `comment.${thread}.${writing.parent || writing.code || 'new'}`

const w = words(
  { pending: '等待审核', returned: '退回修改', hidden: '已下架', removed: '已删除' },
  { pending: 'waiting to be read', returned: 'returned for changes', hidden: 'hidden', removed: 'removed' },
)

/** "" for what is published, and where a gap says more. */
export const stateWords = (item: Reply): string => (item.state === 'published' || item.gap ? '' : w.value[item.state])

export const stateTone = (state: Reply['state']): string => ({ pending: 'wait', returned: 'agate', hidden: 'agate', published: '', removed: '' })[state]

export const stanceTone = (stance: string | null): string => ({ for: 'done', against: 'wait' })[stance ?? ''] ?? ''

/** The comment of the upper level that is `code`, or shows a reply that is. */
export const holding = (items: Comment[], code: string): Comment | undefined =>
  items.find((item) => item.code === code || item.replies.some((reply) => reply.code === code))

/** In place of a number of replies that follow: some do, and nobody has counted them. */
export const UNCOUNTED = -1

/** The answer on top with its first replies, which the thread does not tell of. Raises as `api` does. */
export async function withReplies(answer: Reply): Promise<Comment> {
  const page = await api('get', '/api/v1/comments/{code}/replies', { path: { code: answer.code } })
  return { ...answer, replies: page.items, more_replies: page.next_cursor ? UNCOUNTED : 0 }
}

/**
 * The comment of the upper level that is `code`, or that the reply `code` stands under, with its first replies and that
 * one; null where it is gone, or stands in another thread. Raises as `api` does otherwise.
 */
export async function findComment(thread: string, code: string): Promise<Comment | null> {
  try {
    const found = await one(code)
    if (found.thread !== thread) return null
    return found.parent ? withReply(await one(found.parent), found) : found
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

const one = (code: string) => api('get', '/api/v1/comments/{code}', { path: { code } })

function withReply(above: Comment, reply: Reply): Comment {
  if (above.replies.some((each) => each.code === reply.code)) return above
  return { ...above, replies: [...above.replies, reply], more_replies: Math.max(0, above.more_replies - 1) }
}

/** The replies to `comment` once all up to some page were `read`: one further down that it came with stays in sight. */
export function repliesOf(comment: Comment, read: Reply[]): Reply[] {
  const known = new Set(read.map((reply) => reply.code))
  return [...read, ...comment.replies.filter((reply) => !known.has(reply.code))]
}
