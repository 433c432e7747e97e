import { expect, it } from 'vitest'
import { drop, signInByWeChat } from '@/api/session'
import { notePresence } from '@/lib/presence'
import { answer, sent, silence } from './phone'

const SEEN = '/api/v1/wechat/seen'
const told = () => sent.filter((each) => each.url.endsWith(SEEN))

it('tells the server once an hour that the reader is here, and again where it could not', async () => {
  drop()
  answer('POST', SEEN, 204)
  await notePresence(9_000_000)
  expect(told()).toHaveLength(0)
  answer('POST', '/_allauth/app/v1/auth/provider/token', 200, { meta: { session_token: 's1' } })
  answer('POST', '/api/v1/tokens', 200, { token: 't1', expires_in: 300 })
  await signInByWeChat('wx-linli', 'js-code')
  await notePresence(9_000_000)
  await notePresence(9_000_000 + 3_500_000)
  expect(told().map((each) => JSON.parse(each.data!))).toEqual([{ js_code: 'js-code' }])
  silence('POST', SEEN, 1)
  await notePresence(9_000_000 + 3_700_000)
  await notePresence(9_000_000 + 3_800_000)
  expect(told()).toHaveLength(3)
})
