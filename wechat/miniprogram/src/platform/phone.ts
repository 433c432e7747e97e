import { heard, lost } from '@/lib/online'

/** Call a number; WeChat asks before it dials. */
export const dial = (phone: string): void => {
  uni.makePhoneCall({ phoneNumber: phone, fail: () => undefined })
}

/** Follow the phone's own word on the network; called once when the program starts. */
export function watchNetwork(): void {
  uni.onNetworkStatusChange(({ isConnected }) => (isConnected ? heard() : lost()))
}

/** The type size that the reader set in WeChat, in pixels; 16 where it does not say. */
export function systemTypeSize(): number {
  // #ifdef MP-WEIXIN
  return (uni.getAppBaseInfo() as { fontSizeSetting?: number }).fontSizeSetting || 16
  // #endif
  // #ifndef MP-WEIXIN
  return 16
  // #endif
}

export function systemLanguage(): string {
  return uni.getSystemInfoSync().language ?? 'zh'
}

/** Tell a browser's reader which language is spoken; WeChat has no word for it. */
export function sayLanguage(language: string): void {
  // #ifdef H5
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN'
  // #endif
  // #ifndef H5
  void language
  // #endif
}
