import { api } from '@/api/client'
import { signedIn } from '@/api/session'
import { inWeChat, loginCode } from '@/platform/wechat'
import { keep, kept } from './storage'

/** WeChat reads words only of people whom it saw in the program within two hours: the server is told once in one. */
const AGAIN_MS = 3_600_000

/** Called whenever the program comes to the front. What cannot be told is read by a person instead. */
export async function notePresence(now: number = Date.now()): Promise<void> {
  if (!inWeChat || !signedIn.value || now - (kept<number>('seen') ?? 0) < AGAIN_MS) return
  keep('seen', now)
  try {
    await api('post', '/api/v1/wechat/seen', { body: { js_code: await loginCode() } })
  } catch {
    keep('seen', 0) // tried again the next time
  }
}
