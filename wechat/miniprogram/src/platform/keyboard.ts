/** What a keyboard needs in a browser; WeChat has neither the keyboard nor the elements. */

// #ifdef H5
const TURNED_TO = '[tabindex="0"], input, textarea, a[href]'
const seen = (element: Element): boolean => element.getClientRects().length > 0

function onEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' && event.key !== ' ') return
  event.preventDefault()
  ;(event.currentTarget as HTMLElement).click()
}
// #endif

/** Let a keyboard reach the bars that uni-app draws: tabs below, the way back above, which bears `back`. Called once at the start. */
export function reachBars(back: () => string): void {
  // #ifdef H5
  const reach = (element: HTMLElement, role: string): void => {
    if (element.tabIndex === 0) return
    element.tabIndex = 0
    element.setAttribute('role', role)
    element.addEventListener('keydown', onEnter)
  }
  const everywhere = (): void => {
    document.querySelectorAll<HTMLElement>('.uni-tabbar__item').forEach((each) => reach(each, 'link'))
    document.querySelectorAll<HTMLElement>('.uni-page-head-hd > .uni-page-head-btn').forEach((each) => {
      reach(each, 'button')
      if (each.getAttribute('aria-label') !== back()) each.setAttribute('aria-label', back())
    })
  }
  new MutationObserver(everywhere).observe(document.body, { childList: true, subtree: true })
  // #endif
  // #ifndef H5
  void back
  // #endif
}

/** Take the focus into the sheet that has just opened and keep it there; Escape calls `close`. Returns what gives it back. */
export function stayInSheet(close: () => void): () => void {
  // #ifdef H5
  const before = document.activeElement
  const sheet = Array.from(document.querySelectorAll<HTMLElement>('.sheet')).filter(seen).pop()
  if (!sheet) return () => undefined
  sheet.focus()
  const keep = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') close()
    if (event.key !== 'Tab') return
    const stops = Array.from(sheet.querySelectorAll<HTMLElement>(TURNED_TO)).filter((each) => seen(each) && !each.closest('[disabled]'))
    const at = document.activeElement
    const over = !sheet.contains(at) || at === (event.shiftKey ? stops[0] : stops[stops.length - 1]) || (event.shiftKey && at === sheet)
    if (!over) return
    event.preventDefault()
    ;(event.shiftKey ? stops[stops.length - 1] : stops[0])?.focus()
  }
  document.addEventListener('keydown', keep, true)
  return () => {
    document.removeEventListener('keydown', keep, true)
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }
  // #endif
  // #ifndef H5
  void close
  return () => undefined
  // #endif
}
