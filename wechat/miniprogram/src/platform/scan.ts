/** Whether codes can be scanned here. A browser opens the address in a code with the phone's own camera. */
export const canScan: boolean = (() => {
  // #ifdef MP-WEIXIN
  return true
  // #endif
  // #ifndef MP-WEIXIN
  return false
  // #endif
})()

/** What the code says that the reader holds the camera over; "" where they thought better of it. Only out of a tap. */
export function scan(): Promise<string> {
  // #ifdef MP-WEIXIN
  return new Promise((resolve) =>
    uni.scanCode({ onlyFromCamera: true, scanType: ['qrCode'], success: ({ result }) => resolve(result), fail: () => resolve('') }),
  )
  // #endif
  // #ifndef MP-WEIXIN
  return Promise.resolve('')
  // #endif
}
