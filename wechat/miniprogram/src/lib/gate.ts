import { ref } from 'vue'
import { signInByWeChat, signedIn } from '@/api/session'
import { siteSession } from '@/platform/site'
import { appId, loginCode } from '@/platform/wechat'
import { loadMe, me } from './me'
import { keep, kept } from './storage'

/** What has to be settled before an act can go on. */
export type Need = 'sign_in' | 'phone' | 'home' | 'proof'

/** The need that `l-gate` shows as a sheet on the page in front; null while nothing is asked. */
export const need = ref<Need | null>(null)

let settle: ((gone: boolean) => void) | null = null

/** The sheet is through: true where the need is met, false where the person closed it. */
export function close(met: boolean): void {
  need.value = null
  settle?.(met)
  settle = null
}

function ask(what: Need): Promise<boolean> {
  close(false)
  need.value = what
  return new Promise((resolve) => {
    settle = resolve
  })
}

/**
 * Have somebody signed in; true once they are. Somebody who agreed before is signed in without a word in WeChat; the
 * first time a sheet says what is taken. A browser goes to the site's own sign-in and comes back to this place.
 */
export async function signIn(): Promise<boolean> {
  if (siteSession) {
    siteSession.signIn()
    return false
  }
  if (kept<boolean>('agreed') && (await silently())) return true
  return ask('sign_in')
}

/** Sign in with WeChat's word; the number too where the reader shared it. Raises ApiError, NoAnswer. */
export async function enterByWeChat(phoneCode = ''): Promise<void> {
  await signInByWeChat(appId(), await loginCode(), phoneCode)
  keep('agreed', true)
  await loadMe()
}

async function silently(): Promise<boolean> {
  try {
    await enterByWeChat()
    return true
  } catch {
    return false // the sheet then shows the ways there are
  }
}

/** Have what the server misses proved: a number, a community, a home that the community has confirmed. */
export async function prove(): Promise<boolean> {
  const known = await loadMe()
  if (!known) return signIn()
  if (!known.phone_verified) return ask('phone')
  if (!known.community) return ask('home')
  return known.residence_verified ? false : ask('proof')
}

export const isSignedIn = (): boolean => signedIn.value && me.value !== null
