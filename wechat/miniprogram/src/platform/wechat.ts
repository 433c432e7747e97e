/** Who WeChat says this is: a code that the server exchanges, once, within five minutes. */
export function loginCode(): Promise<string> {
  // #ifdef MP-WEIXIN
  return new Promise((resolve, reject) =>
    uni.login({ provider: 'weixin', success: (answer) => resolve(answer.code), fail: (error) => reject(new Error(error.errMsg)) }),
  )
  // #endif
  // #ifndef MP-WEIXIN
  return Promise.reject(new Error('only in WeChat'))
  // #endif
}

export function appId(): string {
  // #ifdef MP-WEIXIN
  return uni.getAccountInfoSync().miniProgram.appId
  // #endif
  // #ifndef MP-WEIXIN
  return ''
  // #endif
}

/** Whether this runs inside WeChat as a mini-program: what only WeChat can do is offered there alone. */
export const inWeChat: boolean = (() => {
  // #ifdef MP-WEIXIN
  return true
  // #endif
  // #ifndef MP-WEIXIN
  return false
  // #endif
})()

/** A new version that WeChat has loaded is started once the reader says so. */
export function offerUpdate(words: () => { title: string; content: string }): void {
  // #ifdef MP-WEIXIN
  const manager = uni.getUpdateManager()
  manager.onUpdateReady(() => {
    uni.showModal({ ...words(), success: ({ confirm }) => confirm && manager.applyUpdate() })
  })
  // #endif
  // #ifndef MP-WEIXIN
  void words
  // #endif
}
