import { beforeEach, describe, expect, it, vi } from 'vitest'

const api = vi.hoisted(() => vi.fn())
vi.mock('@/api/client', async () => ({ ...(await vi.importActual<object>('@/api/errors')), api }))

import { ApiError } from '@/api/client'
import { language } from '@/lib/words'
import { changeOf, draftName, findComment, repliesOf, replyTo, something, stanceTone, stateWords, UNCOUNTED, withReplies, type Comment, type Reply } from '@/packages/discussions/thread/comments'

const reply = (code: string, more: Partial<Reply> = {}): Reply => ({
  code,
  name: '8幢王阿姨',
  text: '好',
  gap: '',
  stance: null,
  state: 'published',
  official: false,
  edited: false,
  at: '2026-11-26T00:00:00Z',
  mine: false,
  reply_to: '',
  may_edit: false,
  may_remove: false,
  may_report: true,
  may_reply: false,
  submission: '',
  url: '',
  ...more,
})
const comment = (code: string, replies: Reply[] = [], more: Partial<Comment> = {}): Comment => ({ ...reply(code), replies, more_replies: 0, ...more })

/** A server with pages of comments, and pages of replies by comment. */
function serves(pages: Comment[][], replies: Record<string, Reply[][]> = {}): void {
  api.mockImplementation(async (_method: string, path: string, call: { path: { code: string }; query?: { cursor?: string } }) => {
    const found = path.endsWith('/replies') ? (replies[call.path.code] ?? [[]]) : pages
    const at = Number(call.query?.cursor || 0)
    return { items: found[at] ?? [], next_cursor: at + 1 < found.length ? String(at + 1) : null }
  })
}

beforeEach(() => {
  api.mockReset()
  language.value = 'zh'
})

describe('the comment that somebody was sent to', () => {
  const stands = (...known: (Comment & { thread: string; parent: string })[]): void => {
    api.mockImplementation(async (_method: string, _path: string, call: { path: { code: string } }) => {
      const found = known.find((each) => each.code === call.path.code)
      if (!found) throw new ApiError(404, 'not_found', '')
      return found
    })
  }
  const upper = (code: string, replies: Reply[], more_replies: number) => ({ ...comment(code, replies, { more_replies }), thread: 't', parent: '' })
  const below = (code: string, parent: string) => ({ ...comment(code), thread: 't', parent })

  it('is found however far down it stands', async () => {
    stands(upper('a', [reply('1')], 0))
    expect(await findComment('t', 'a')).toMatchObject({ code: 'a', replies: [{ code: '1' }], more_replies: 0 })
  })

  it('is found under the comment that it answers, after the first replies', async () => {
    stands(upper('a', [reply('1'), reply('2')], 5), below('r', 'a'))
    const found = await findComment('t', 'r')
    expect(found).toMatchObject({ code: 'a', more_replies: 4 })
    expect(found!.replies.map((each) => each.code)).toEqual(['1', '2', 'r'])
  })

  it('stands once among the first replies', async () => {
    stands(upper('a', [reply('r')], 2), below('r', 'a'))
    expect(await findComment('t', 'r')).toMatchObject({ replies: [{ code: 'r' }], more_replies: 2 })
  })

  it('is nothing where it is gone, or in another thread', async () => {
    stands(upper('a', [], 0))
    expect(await findComment('t', 'gone')).toBeNull()
    expect(await findComment('other', 'a')).toBeNull()
  })

  it('is not called gone where no answer came', async () => {
    api.mockRejectedValue(new Error('no network'))
    await expect(findComment('t', 'a')).rejects.toThrow('no network')
  })

  it('stays in sight while earlier replies are read', () => {
    const above = comment('a', [reply('1'), reply('r')])
    expect(repliesOf(above, [reply('1'), reply('2')]).map((each) => each.code)).toEqual(['1', '2', 'r'])
    expect(repliesOf(above, [reply('1'), reply('2'), reply('r')]).map((each) => each.code)).toEqual(['1', '2', 'r'])
  })
})

it('shows the replies to the answer on top', async () => {
  serves([], { o: [[reply('1')], [reply('2')]] })
  expect(await withReplies(reply('o'))).toMatchObject({ replies: [{ code: '1' }], more_replies: UNCOUNTED })
  serves([], { o: [[reply('1')]] })
  expect(await withReplies(reply('o'))).toMatchObject({ more_replies: 0 })
})

describe('what is being written', () => {
  it('has a place of its own on the phone for each comment', () => {
    expect(draftName('t', something)).toBe('comment.t.new')
    expect(draftName('t', replyTo(reply('a')))).toBe('comment.t.a')
    expect(draftName('t', changeOf(reply('b'), true))).toBe('comment.t.b')
  })

  it('takes a side in the upper level alone', () => {
    expect(replyTo(reply('a'))).toMatchObject({ parent: 'a', to: '8幢王阿姨', sided: false })
    expect(changeOf(reply('a', { stance: 'for', state: 'returned' }), true)).toMatchObject({ code: 'a', stance: 'for', sided: true, returned: true })
    expect(changeOf(reply('a'), false).sided).toBe(false)
  })
})

it('says the state of what is not published, unless a gap says more', () => {
  expect(stateWords(reply('a'))).toBe('')
  expect(stateWords(reply('a', { state: 'pending' }))).toBe('等待审核')
  expect(stateWords(reply('a', { state: 'hidden', gap: '已下架' }))).toBe('')
  expect(stanceTone('against')).toBe('wait')
  expect(stanceTone(null)).toBe('')
})
