import { beforeEach, describe, expect, it, vi } from 'vitest'
import { api, ApiError, fill, newKey, NoAnswer, upload } from '@/api/client'
import { askForCode, bearer, drop, resume, signedIn, signInByCode, signInByWeChat, signOut } from '@/api/session'
import { online } from '@/lib/online'
import { answer, rule, sent, silence, store } from './phone'

const AUTH = '/_allauth/app/v1/auth'
const ME = { code: 'me', alias: '小梅' }

async function enter(): Promise<void> {
  answer('POST', `${AUTH}/provider/token`, 200, { meta: { session_token: 's1' } })
  answer('POST', '/api/v1/tokens', 200, { token: 't1', expires_in: 300 })
  await signInByWeChat('wx-linli', 'js-code')
}
const authorizations = (path: string) => sent.filter((each) => each.url.endsWith(path)).map((each) => each.header.authorization)

beforeEach(() => {
  drop()
  vi.useRealTimers()
})

describe('addresses', () => {
  it('fills and escapes', () => expect(fill('/a/{x}/{y}', { x: 'b/c', y: 1 })).toBe('/a/b%2Fc/1'))
  it('sends queries without what is not said', async () => {
    answer('GET', '/api/v1/proposals', 200, { items: [], next: '' })
    await api('get', '/api/v1/proposals', { query: { q: '车棚 1', cursor: '', limit: 20 } })
    expect(sent[0]!.url).toBe(`https://linli.test/api/v1/proposals?q=${encodeURIComponent('车棚 1')}&limit=20`)
  })
})

describe('who calls', () => {
  it('is nobody before signing in', async () => {
    answer('GET', '/api/v1/contests', 200, { items: [] })
    await api('get', '/api/v1/contests')
    expect(sent[0]!.header.authorization).toBeUndefined()
  })
  it('exchanges the session for a token once, and uses it again', async () => {
    await enter()
    answer('GET', '/api/v1/me', 200, ME)
    await Promise.all([api('get', '/api/v1/me'), api('get', '/api/v1/me'), api('get', '/api/v1/me')])
    expect(sent.filter((each) => each.url.endsWith('/tokens'))).toHaveLength(1)
    expect(authorizations('/me')).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1'])
    expect(sent.find((each) => each.url.endsWith('/tokens'))!.header['x-session-token']).toBe('s1')
  })
  it('renews a token that ran out', async () => {
    await enter()
    await bearer()
    vi.useFakeTimers({ now: Date.now() + 290_000, toFake: ['Date'] })
    answer('POST', '/api/v1/tokens', 200, { token: 't2', expires_in: 300 })
    expect(await bearer()).toBe('t2')
  })
  it('renews a token that was refused, and repeats the call', async () => {
    await enter()
    await bearer()
    answer('POST', '/api/v1/tokens', 200, { token: 't2', expires_in: 300 })
    rule('GET', '/api/v1/me', (request) => (request.header.authorization === 'Bearer t2' ? { status: 200, data: ME } : { status: 401, data: { code: 'sign_in', message: '请登录' } }))
    expect(await api('get', '/api/v1/me')).toEqual(ME)
    expect(authorizations('/me')).toEqual(['Bearer t1', 'Bearer t2'])
  })
  it('forgets a session that the server does not know any more', async () => {
    await enter()
    answer('POST', '/api/v1/tokens', 401, { code: 'sign_in', message: '请登录' })
    answer('GET', '/api/v1/me', 401, { code: 'sign_in', message: '请登录' })
    await expect(api('get', '/api/v1/me')).rejects.toMatchObject({ status: 401, needsSignIn: true })
    expect(signedIn.value).toBe(false)
    expect(store['linli.session']).toBeUndefined()
  })
  it('takes up the kept session when the program opens again', async () => {
    store['linli.session'] = '"s9"'
    await resume()
    expect(signedIn.value).toBe(true)
    answer('POST', '/api/v1/tokens', 200, { token: 't9', expires_in: 300 })
    expect(await bearer()).toBe('t9')
  })
  it('says what is wrong with the tokens, and keeps the session', async () => {
    await enter()
    answer('POST', '/api/v1/tokens', 429, { code: 'too_many', message: '慢一点' })
    await expect(bearer()).rejects.toMatchObject({ code: 'too_many' })
    expect(signedIn.value).toBe(true)
  })
  it('shares the number with the sign-in', async () => {
    answer('POST', `${AUTH}/provider/token`, 200, { meta: { session_token: 's1' } })
    await signInByWeChat('wx-linli', 'js-code', 'phone-code')
    expect(JSON.parse(sent[0]!.data!).token).toEqual({ client_id: 'wx-linli', access_token: 'js-code', phone_code: 'phone-code' })
  })
  it('tells a refused sign-in in the words of the server', async () => {
    answer('POST', `${AUTH}/provider/token`, 409, { code: 'phone_taken', message: '这个号码已有账号' })
    await expect(signInByWeChat('wx-linli', 'x')).rejects.toMatchObject({ code: 'phone_taken', message: '这个号码已有账号' })
  })
  it('signs in by a code from a message', async () => {
    answer('POST', `${AUTH}/code/request`, 401, { meta: { session_token: 'asked' } })
    const asked = await askForCode('13912345678')
    expect(JSON.parse(sent[0]!.data!)).toEqual({ phone: '+8613912345678' })
    answer('POST', `${AUTH}/code/confirm`, 400, { errors: [{ code: 'incorrect_code', message: '验证码不对', param: 'code' }] }, 1)
    await expect(signInByCode(asked, '000000')).rejects.toMatchObject({ fields: { code: '验证码不对' } })
    answer('POST', `${AUTH}/code/confirm`, 200, { meta: {} }, 1)
    await signInByCode(asked, '123456')
    expect(sent.at(-1)!.header['x-session-token']).toBe('asked')
    expect(signedIn.value).toBe(true)
  })
  it('signs out here even when the server cannot be told', async () => {
    await enter()
    silence('DELETE', `${AUTH}/session`)
    await signOut()
    expect(signedIn.value).toBe(false)
    expect(sent.at(-1)).toMatchObject({ method: 'DELETE', header: { 'x-session-token': 's1' } })
  })
})

describe('answers', () => {
  it('asks again for a read without an answer, three times in all', async () => {
    silence('GET', '/api/v1/contests', 2)
    await expect(api('get', '/api/v1/contests')).rejects.toBeInstanceOf(ApiError)
    expect(sent).toHaveLength(3)
    expect(online.value).toBe(true)
  })
  it('gives up with NoAnswer and knows that it is offline', async () => {
    silence('GET', '/api/v1/contests')
    await expect(api('get', '/api/v1/contests')).rejects.toBeInstanceOf(NoAnswer)
    expect(sent).toHaveLength(3)
    expect(online.value).toBe(false)
  })
  it('never repeats a write by itself', async () => {
    silence('PUT', '/api/v1/proposals/p1/endorsement')
    await expect(api('put', '/api/v1/proposals/{code}/endorsement', { path: { code: 'p1' }, key: 'k' })).rejects.toBeInstanceOf(NoAnswer)
    expect(sent).toHaveLength(1)
    expect(sent[0]!.header['idempotency-key']).toBe('k')
  })
  it('takes a page of a proxy for no answer where something broke, for a refusal otherwise', async () => {
    answer('PUT', '/api/v1/proposals/p1/follow', 502, '<html>', 1)
    await expect(api('put', '/api/v1/proposals/{code}/follow', { path: { code: 'p1' } })).rejects.toBeInstanceOf(NoAnswer)
    answer('PUT', '/api/v1/proposals/p1/follow', 403, '<html>', 1)
    await expect(api('put', '/api/v1/proposals/{code}/follow', { path: { code: 'p1' } })).rejects.toMatchObject({ code: 'unreadable', needsProof: false })
  })
  it('sends a file with its key and reads the text that comes back', async () => {
    answer('POST', '/api/v1/proposals/p1/photos', 201, { code: 'ph' })
    expect(await upload('/api/v1/proposals/p1/photos', 'photo', 'wxfile://1.jpg', 'k2')).toEqual({ code: 'ph' })
    expect(sent[0]).toMatchObject({ filePath: 'wxfile://1.jpg', header: { 'idempotency-key': 'k2' } })
    silence('POST', '/api/v1/proposals/p1/photos')
    await expect(upload('/api/v1/proposals/p1/photos', 'photo', 'wxfile://1.jpg', 'k3')).rejects.toBeInstanceOf(NoAnswer)
  })
  it('never has more than ten on their way', async () => {
    let running = 0
    let most = 0
    vi.stubGlobal('uni', {
      getStorageSync: () => '',
      request: (options: { success: (answer: object) => void }) => {
        running += 1
        most = Math.max(most, running)
        setTimeout(() => {
          running -= 1
          options.success({ statusCode: 200, data: { items: [] } })
        }, 5)
      },
    })
    await Promise.all(Array.from({ length: 35 }, () => api('get', '/api/v1/contests')))
    expect(most).toBe(10)
  })
  it('makes keys that do not repeat and that the server takes', () => {
    const keys = new Set(Array.from({ length: 500 }, newKey))
    expect(keys.size).toBe(500)
    for (const key of keys) expect(key).toMatch(/^[\x21-\x7e]{10,80}$/)
  })
})
