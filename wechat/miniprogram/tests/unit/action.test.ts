import { beforeEach, describe, expect, it, vi } from 'vitest'
import { api, ApiError, NoAnswer } from '@/api/client'
import { drop } from '@/api/session'
import { problemOf, useAct } from '@/lib/action'
import { close, enterByWeChat, isSignedIn, need } from '@/lib/gate'
import { me } from '@/lib/me'
import { setLanguage } from '@/lib/look'
import { answer, rule, sent, silence } from './phone'

const AUTH = '/_allauth/app/v1/auth'
const SECOND = '/api/v1/proposals/p1/endorsement'
const ME = { code: 'me', alias: '小梅', phone_verified: true, residence_verified: true, elder_mode: false, community: { slug: 'meixin', name: '梅欣社区', phone: '025-1' } }
const second = (key: string) => api('put', '/api/v1/proposals/{code}/endorsement', { path: { code: 'p1' }, key })
const keys = () => sent.filter((each) => each.url.endsWith('/endorsement')).map((each) => each.header['idempotency-key'])

function welcomes(person: object = ME): void {
  answer('POST', `${AUTH}/provider/token`, 200, { meta: { session_token: 's1' } })
  answer('POST', '/api/v1/tokens', 200, { token: 't1', expires_in: 300 })
  answer('GET', '/api/v1/me', 200, person)
}
const asks = async (what: string) => vi.waitFor(() => expect(need.value).toBe(what))

beforeEach(() => {
  drop()
  close(false)
  me.value = null
  setLanguage('zh')
})

describe('a write', () => {
  it('is done once however often it is tapped', async () => {
    answer('PUT', SECOND, 200, { endorsed: true })
    const { act, busy } = useAct()
    const both = [act('second', second), act('second', second)]
    expect(busy.value).toBe(true)
    expect(await Promise.all(both)).toEqual([{ endorsed: true }, null])
    expect(keys()).toHaveLength(1)
  })
  it('whose answer is lost is asked for again with the same key', async () => {
    answer('PUT', SECOND, 200, { endorsed: true })
    silence('PUT', SECOND, 2)
    const { act, problem } = useAct()
    expect(await act('second', second)).toEqual({ endorsed: true })
    expect(new Set(keys()).size).toBe(1)
    expect(keys()).toHaveLength(3)
    expect(problem.value).toBeNull()
  })
  it('keeps its key until an answer came, and takes a new one after it', async () => {
    silence('PUT', SECOND)
    const { act, problem } = useAct()
    expect(await act('second', second)).toBeNull()
    expect(problem.value!.message).toContain('不会重复')
    answer('PUT', SECOND, 200, {})
    await act('second', second)
    expect(new Set(keys()).size).toBe(1)
    await act('second', second)
    expect(new Set(keys()).size).toBe(2)
  })
  it('takes a new key after a refusal, whose words it shows', async () => {
    answer('PUT', SECOND, 409, { code: 'outside_window', message: '征集已经结束', fields: {} })
    const { act, problem } = useAct()
    await act('second', second)
    await act('second', second)
    expect(problem.value).toEqual({ message: '征集已经结束', fields: {} })
    expect(new Set(keys()).size).toBe(2)
  })
  it('waits for the first one that is still being answered', async () => {
    answer('PUT', SECOND, 200, {})
    answer('PUT', SECOND, 409, { code: 'in_progress', message: '正在办' }, 1)
    expect(await useAct().act('second', second)).toEqual({})
  })
  it('does not swallow what is no failure of the network or the server', async () => {
    const broken = () => Promise.reject(new TypeError('ours'))
    await expect(useAct().act('x', broken)).rejects.toThrow('ours')
    expect(() => problemOf(new TypeError('ours'))).toThrow('ours')
    expect(problemOf(new ApiError(500, 'unreadable', '')).message).toContain('稍后再试')
    setLanguage('en')
    expect(problemOf(new NoAnswer('')).message).toContain('twice')
  })
})

describe('the gate', () => {
  const needsSomebody = (request: { header: Record<string, string> }) =>
    request.header.authorization ? { status: 200, data: { endorsed: true } } : { status: 401, data: { code: 'sign_in', message: '请登录' } }

  it('asks the first time, and the act goes on with the same key', async () => {
    rule('PUT', SECOND, needsSomebody)
    welcomes()
    const done = useAct().act('second', second)
    await asks('sign_in')
    await enterByWeChat()
    close(true)
    expect(await done).toEqual({ endorsed: true })
    expect(isSignedIn()).toBe(true)
  })
  it('is silent for somebody who agreed before', async () => {
    rule('PUT', SECOND, needsSomebody)
    welcomes()
    await enterByWeChat()
    drop()
    expect(await useAct().act('second', second)).toEqual({ endorsed: true })
    expect(need.value).toBeNull()
  })
  it('shows its sheet where silence does not work', async () => {
    rule('PUT', SECOND, needsSomebody)
    welcomes()
    await enterByWeChat()
    drop()
    answer('POST', `${AUTH}/provider/token`, 503, { code: 'wechat_away', message: '微信有点慢' }, 1)
    const done = useAct().act('second', second)
    await asks('sign_in')
    close(false)
    expect(await done).toBeNull()
  })
  it.each([
    ['phone', { ...ME, phone_verified: false }],
    ['home', { ...ME, community: null }],
    ['proof', { ...ME, residence_verified: false }],
  ])('asks for the %s that is missing, and goes on when it is there', async (what, person) => {
    welcomes(person)
    await enterByWeChat()
    answer('PUT', SECOND, 200, { endorsed: true })
    answer('PUT', SECOND, 403, { code: 'verify', message: '请先核实' }, 1)
    const done = useAct().act('second', second)
    await asks(what)
    close(true)
    expect(await done).toEqual({ endorsed: true })
  })
  it('does not ask for ever: what is confirmed and refused all the same is told', async () => {
    welcomes()
    await enterByWeChat()
    answer('PUT', SECOND, 403, { code: 'verify', message: '请先核实' })
    const { act, problem } = useAct()
    await act('second', second)
    expect(problem.value!.message).toBe('请先核实')
  })
})
