import { ref } from 'vue'
import { siteSession } from '@/platform/site'
import { RECENT } from '@/lib/recent-searches'
import { forget, keep, kept } from '@/lib/storage'
import { ApiError, refusal } from './errors'
import { send, type Received } from './transport'

const KEPT = 'session'
const AUTH = '/_allauth/app/v1/auth'
/** A token is renewed this long before it runs out. */
const EARLY_MS = 20_000

let session = ''
let token = { text: '', until: 0 }
let renewing: Promise<string> | null = null

/** Whether somebody is signed in, as far as we know. */
export const signedIn = ref(false)

/** Take up the session that was kept when the program was last open; in a browser, the site's own, if there is one. */
export async function resume(): Promise<void> {
  session = kept<string>(KEPT) ?? ''
  token = { text: '', until: 0 }
  signedIn.value = session !== '' || siteSession !== null
  if (siteSession) await bearer().catch(() => '') // offline: asked again by the next call
}

/** Forget who is signed in, on this phone alone. */
export function drop(): void {
  session = ''
  token = { text: '', until: 0 }
  forget(KEPT)
  signedIn.value = false
}

/** A token for the API, "" where nobody is signed in. Many that ask at once share one request. */
export async function bearer(): Promise<string> {
  if (!signedIn.value) return ''
  if (token.text && token.until > Date.now()) return token.text
  renewing ??= renew().finally(() => {
    renewing = null
  })
  return renewing
}

/** The next call asks for a new token: the last one was refused. */
export function distrust(): void {
  token = { text: '', until: 0 }
}

async function renew(): Promise<string> {
  const headers = siteSession ? siteSession.headers() : { 'x-session-token': session }
  const { status, data } = await send({ method: 'POST', path: '/api/v1/tokens', body: {}, headers })
  if (status === 401) {
    drop()
    return ''
  }
  if (status !== 200) throw refusal(status, data)
  const { token: text, expires_in: seconds } = data as { token: string; expires_in: number }
  token = { text, until: Date.now() + seconds * 1000 - EARLY_MS }
  return text
}

/** Sign in with what WeChat says of the person, and their number where they shared it. Raises ApiError, NoAnswer. */
export async function signInByWeChat(appId: string, code: string, phoneCode = ''): Promise<void> {
  const proof = { client_id: appId, access_token: code, ...(phoneCode && { phone_code: phoneCode }) }
  began(sessionOf(await auth('/provider/token', { provider: 'wechat_mp', process: 'login', token: proof }), 200))
}

/** Have a code sent to a number; what comes back goes with the code to `signInByCode`. */
export async function askForCode(phone: string): Promise<string> {
  return sessionOf(await auth('/code/request', { phone: `+86${phone}` }), 401)
}

/** Sign in with the code that came by text message. */
export async function signInByCode(asked: string, code: string): Promise<void> {
  const answer = await auth('/code/confirm', { code }, asked)
  if (answer.status !== 200) throw refused(answer)
  began((answer.data as { meta?: { session_token?: string } }).meta?.session_token ?? asked)
}

/** End the session here and at the server; offline the phone forgets it all the same, and it runs out by itself. */
export async function signOut(): Promise<void> {
  forget(RECENT) // the next person with this phone need not see what this one looked for
  if (siteSession) return siteSession.signOut()
  const headers = { 'x-session-token': session }
  drop()
  await send({ method: 'DELETE', path: `${AUTH}/session`, headers }).catch(() => undefined)
}

function began(text: string): void {
  session = text
  token = { text: '', until: 0 }
  keep(KEPT, text)
  signedIn.value = true
}

function auth(path: string, body: unknown, asked = ''): Promise<Received> {
  return send({ method: 'POST', path: AUTH + path, body, headers: asked ? { 'x-session-token': asked } : {} })
}

function sessionOf(answer: Received, expected: number): string {
  const meta = (answer.data as { meta?: { session_token?: string } } | null)?.meta
  if (answer.status !== expected || !meta?.session_token) throw refused(answer)
  return meta.session_token
}

/** allauth lists its own errors; the portal's come in the API's form. */
function refused({ status, data }: Received): Error {
  const first = (data as { errors?: { message: string; code: string; param?: string }[] } | null)?.errors?.[0]
  if (!first) return refusal(status, data)
  return new ApiError(status, first.code, first.message, first.param ? { [first.param]: first.message } : {})
}
