/** Ways between pages. */
const TABS = ['home', 'proposals', 'councils', 'volunteers', 'me'].map((name) => `/pages/${name}/index`)

export function go(page: string): void {
  if (TABS.includes(page.split('?')[0]!)) uni.switchTab({ url: page.split('?')[0]! })
  else uni.navigateTo({ url: page, fail: () => uni.redirectTo({ url: page }) }) // WeChat holds ten pages
}

/** In place of this page: what comes after a form that is through. */
export function goOn(page: string): void {
  if (TABS.includes(page)) uni.switchTab({ url: page })
  else uni.redirectTo({ url: page })
}

/** Back, or home where this page was entered directly. */
export function back(): void {
  if (getCurrentPages().length > 1) uni.navigateBack()
  else uni.switchTab({ url: TABS[0]! })
}

/** An address of a page with what it needs. */
export function pageWith(page: string, query: Record<string, string>): string {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return parts.length ? `${page}?${parts.join('&')}` : page
}
