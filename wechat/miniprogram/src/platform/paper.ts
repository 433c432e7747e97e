/** Show a paper of the portal (a PDF): in WeChat loaded and opened, in a browser in a page of its own. False where it failed. */
export function showPaper(address: string, headers: Record<string, string> = {}): Promise<boolean> {
  // #ifdef MP-WEIXIN
  return new Promise((resolve) =>
    uni.downloadFile({
      url: address,
      header: headers,
      success: ({ statusCode, tempFilePath }) =>
        statusCode === 200 ? uni.openDocument({ filePath: tempFilePath, showMenu: true, success: () => resolve(true), fail: () => resolve(false) }) : resolve(false),
      fail: () => resolve(false),
    }),
  )
  // #endif
  // #ifdef H5
  void headers
  return Promise.resolve(window.open(address, '_blank') !== null)
  // #endif
}
