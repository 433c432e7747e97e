import { beforeEach, describe, expect, it } from 'vitest'
import { language } from '@/lib/words'
import { refused, stateWords, type Submission } from '@/packages/discussions/submission/state'

const now = Date.parse('2026-11-26T04:00:00Z')
const one = (more: Partial<Submission> = {}): Submission => ({
  code: 's',
  kind: 'comment',
  kind_label: '留言',
  title: '《路灯》下的留言',
  text: '好',
  url: '/discussions/t/c/',
  state: 'queued',
  state_label: '等待审核',
  reported: false,
  round: 1,
  submitted_at: '2026-11-26T01:00:00Z',
  due_at: '2026-11-27T01:00:00Z',
  decided_at: null,
  reason: '',
  asked: { slug: 'a', title: '梅欣社区', phone: '' },
  steps: [],
  appeals: [],
  may_appeal: false,
  appeal_until: null,
  ...more,
})

beforeEach(() => {
  language.value = 'zh'
})

describe('what the author is told', () => {
  it('while it waits: since when, and by when somebody looks', () => {
    expect(stateWords(one(), now)).toBe('3 小时前交上来的。11月27日（周五）09:00 前会有人看，一有结果就告诉您。')
  })

  it('counts the waiting from the last time it was handed in', () => {
    const step = { event: 'resubmit' as const, label: '', by: 'author' as const, reason: '', round: 2, at: '2026-11-26T03:30:00Z' }
    expect(stateWords(one({ steps: [step] }), now)).toContain('30 分钟前')
  })

  it.each<[Partial<Submission>, string]>([
    [{ state: 'published' }, '起公开'],
    [{ state: 'published', reported: true }, '有邻居请社区再看一看'],
    [{ state: 'returned' }, '退回给您修改'],
    [{ state: 'hidden' }, '下架了'],
    [{ state: 'withdrawn' }, '撤回'],
  ])('in each state: %o', (more, words) => {
    expect(stateWords(one({ decided_at: '2026-11-26T02:00:00Z', ...more }), now)).toContain(words)
  })

  it('gives the reason only of a decision against it', () => {
    expect(refused(one({ state: 'returned' }))).toBe(true)
    expect(refused(one({ state: 'hidden' }))).toBe(true)
    expect(refused(one({ state: 'published' }))).toBe(false)
  })
})
