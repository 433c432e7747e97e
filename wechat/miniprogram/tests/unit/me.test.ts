import { beforeEach, describe, expect, it } from 'vitest'
import { drop, resume } from '@/api/session'
import { elder, setElder, takeUpLook } from '@/lib/look'
import { here, keepHere, loadMe, me, noteUnread, switchElder, takeUpHere } from '@/lib/me'
import { answer, sent, silence, store } from './phone'

const ME = { code: 'me', alias: '小梅', avatar: '', phone_verified: true, residence_verified: true, offices: [], elder_mode: true, unread: true, community: { slug: 'meixin', name: '梅欣社区', phone: '' } }

beforeEach(() => {
  drop()
  for (const name of Object.keys(store)) delete store[name]
  me.value = null
  takeUpLook()
  takeUpHere()
})
async function signedInAs(person: object): Promise<void> {
  store['linli.session'] = JSON.stringify('s')
  answer('POST', '/api/v1/tokens', 200, { token: 't', expires_in: 300 })
  answer('GET', '/api/v1/me', 200, person)
  await resume()
  await loadMe()
}

describe('large type', () => {
  it('is the account’s where nothing was chosen on this phone, else the phone’s', async () => {
    await signedInAs(ME)
    expect(elder.value).toBe(true)
    setElder(false)
    await loadMe()
    expect(elder.value).toBe(false)
  })
  it('is switched here at once and told to the account', async () => {
    await signedInAs(ME)
    answer('PATCH', '/api/v1/me', 200, { ...ME, elder_mode: false })
    await switchElder(false)
    expect([elder.value, me.value!.elder_mode, sent.at(-1)!.data]).toEqual([false, false, '{"elder_mode":false}'])
  })
  it('counts here where the network is away, and for a visitor', async () => {
    await switchElder(true)
    expect(sent.some((request) => request.method === 'PATCH')).toBe(false)
    await signedInAs(ME)
    silence('PATCH', '/api/v1/me')
    await switchElder(false)
    expect(elder.value).toBe(false)
  })
})

describe('whose things come first', () => {
  it('are the own community’s until another is chosen, and that is kept', async () => {
    expect(here.value).toBe('')
    await signedInAs(ME)
    expect(here.value).toBe('meixin')
    keepHere('cuizhuyuan')
    me.value = null
    takeUpHere()
    expect(here.value).toBe('cuizhuyuan')
  })
})

it('knows that everything was read', async () => {
  noteUnread(0)
  expect(me.value).toBeNull()
  await signedInAs(ME)
  noteUnread(0)
  expect(me.value!.unread).toBe(false)
})
