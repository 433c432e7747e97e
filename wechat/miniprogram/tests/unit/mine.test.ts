import { describe, expect, it } from 'vitest'
import { grouped, missing, SHOWN_PER_KIND, type Item } from '@/pages/me/mine'
import { below, readNow, withOlder, type Notice } from '@/pages/notices/inbox'
import { switched, withWishes, type Kind } from '@/packages/me/preferences/wishes'
import { held } from '@/packages/me/data/held'

const item = (title: string, kind_label: string): Item => ({ title, kind_label, url: '/', state_label: '', state_tone: '', action_hint: '', at: '2026-11-24T00:00:00Z', target: null })

describe('my items', () => {
  it('stand by kind, the kind with the newest first', () => {
    const groups = grouped([item('a', '提案'), item('b', '投票'), item('c', '提案')])
    expect(groups.map((group) => [group.label, group.items.map((each) => each.title)])).toEqual([
      ['提案', ['a', 'c']],
      ['投票', ['b']],
    ])
  })
  it('are at most ten of a kind, as on the site', () => {
    expect(grouped(Array.from({ length: 12 }, (_none, n) => item(String(n), '关注')))[0]!.items).toHaveLength(SHOWN_PER_KIND)
    expect(grouped([])).toEqual([])
  })
})

describe('what taking part still needs', () => {
  const all = { alias: '小梅', community: { slug: 'meixin', name: '梅欣社区', phone: '' }, phone_verified: true, residence_verified: true }
  it.each([
    [{ ...all, alias: '' }, 'name'],
    [{ ...all, community: null }, 'name'],
    [{ ...all, phone_verified: false, residence_verified: false }, 'phone'],
    [{ ...all, residence_verified: false }, 'home'],
    [all, null],
  ])('is asked for one thing after another', (me, lack) => expect(missing(me)).toBe(lack))
})

describe('notices', () => {
  const notice = (code: string, unread: boolean): Notice => ({ code, kind: 'k', kind_label: '回复', title: code, body: '', url: '', unread, created_at: 'then', read_at: unread ? null : 'before', target: null })
  it('are read where they were unread, and keep when they were read before', () => {
    const after = readNow([notice('a', true), notice('b', true), notice('c', false)], ['a', 'c'], 'now')
    expect(after.map(({ unread, read_at }) => [unread, read_at])).toEqual([
      [false, 'now'],
      [true, null],
      [false, 'before'],
    ])
  })
  it('have an older one that was asked for on top, until its own page brings it', () => {
    const [latest, older] = [notice('a', true), notice('z', true)]
    expect(withOlder([latest], older)).toEqual([older, latest])
    expect(withOlder([latest, older], older)).toEqual([latest, older])
    expect(withOlder([latest], null)).toEqual([latest])
  })
  it('say when and of what kind', () => {
    expect(below(notice('a', true), () => '昨天')).toBe('昨天 · 回复')
    expect(below({ ...notice('a', true), kind_label: '' }, () => '昨天')).toBe('昨天')
  })
})

describe('wishes', () => {
  const kinds: Kind[] = [{ kind: 'reply', label: '回复', gathered: false, urgent: false, channels: [{ channel: 'sms', label: '短信', wanted: true }, { channel: 'wechat', label: '微信', wanted: true }] }]
  it('show what was switched since the server answered', () => {
    const shown = withWishes(kinds, [{ kind: 'reply', channel: 'sms', wanted: false }])
    expect(shown[0]!.channels.map((each) => each.wanted)).toEqual([false, true])
    expect(kinds[0]!.channels[0]!.wanted).toBe(true)
  })
  it('are sent once each, as they stand last', () => {
    const twice = switched(switched([], { kind: 'reply', channel: 'sms', wanted: false }), { kind: 'reply', channel: 'sms', wanted: true })
    expect(twice).toEqual([{ kind: 'reply', channel: 'sms', wanted: true }])
    expect(switched(twice, { kind: 'reply', channel: 'wechat', wanted: false })).toHaveLength(2)
  })
})

describe('my data', () => {
  it('is counted by room; the time of the export is no room, and what is not there does not count', () => {
    expect(held({ made_at: 'now', accounts: { account: { code: 'x' }, picture: null, offices: [], alias: '' }, wechat: {}, notices: { notices: [1, 2] } })).toEqual([
      { room: 'accounts', parts: [{ name: 'account', count: 1 }], all: 1 },
      { room: 'wechat', parts: [], all: 0 },
      { room: 'notices', parts: [{ name: 'notices', count: 2 }], all: 2 },
    ])
  })
})
