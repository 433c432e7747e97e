import { ref } from 'vue'

/** WeChat waits for the reader's word on the privacy statement: shown as a sheet by `l-gate`, null otherwise. */
export const asked = ref<{ agree: (button: string) => void; refuse: () => void } | null>(null)

// #ifdef MP-WEIXIN
interface PrivacyAnswer {
  event: 'agree' | 'disagree'
  buttonId?: string
}
declare const wx: {
  onNeedPrivacyAuthorization?: (ask: (resolve: (answer: PrivacyAnswer) => void) => void) => void
  requirePrivacyAuthorize?: (options: { success: () => void; fail: () => void }) => void
  openPrivacyContract?: (options: object) => void
}
// #endif

/** Called once when the program starts. */
export function listenForPrivacy(): void {
  // #ifdef MP-WEIXIN
  wx.onNeedPrivacyAuthorization?.((resolve) => {
    asked.value = {
      agree: (buttonId) => {
        asked.value = null
        resolve({ event: 'agree', buttonId })
      },
      refuse: () => {
        asked.value = null
        resolve({ event: 'disagree' })
      },
    }
  })
  // #endif
}

/** Whether a personal interface (number, pictures, recording) may be used; asks the reader the first time. */
export function mayUsePersonal(): Promise<boolean> {
  // #ifdef MP-WEIXIN
  return new Promise((resolve) => {
    if (!wx.requirePrivacyAuthorize) return resolve(true)
    wx.requirePrivacyAuthorize({ success: () => resolve(true), fail: () => resolve(false) })
  })
  // #endif
  // #ifndef MP-WEIXIN
  return Promise.resolve(true)
  // #endif
}

/** WeChat's own page with the statement; in a browser the site's page says it. */
export function readStatement(): void {
  // #ifdef MP-WEIXIN
  wx.openPrivacyContract?.({})
  // #endif
}
