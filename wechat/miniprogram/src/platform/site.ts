/**
 * The site's own session, in a browser alone: the built pages lie under its address, so people sign in on the site, by
 * whatever way it offers, and come back to where they were. Null in WeChat, where the program has a session of its own.
 */
export interface SiteSession {
  headers(): Record<string, string>
  signIn(): void
  signOut(): void
}

// #ifdef H5
function cookie(name: string): string {
  const found = document.cookie.split('; ').find((each) => each.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : ''
}
// #endif

export const siteSession: SiteSession | null = (() => {
  // #ifdef H5
  return {
    headers: () => ({ 'x-csrftoken': cookie('csrftoken') }),
    signIn: () => {
      const here = window.location.pathname + window.location.search + window.location.hash
      window.location.href = `/accounts/login/?next=${encodeURIComponent(here)}`
    },
    signOut: () => {
      window.location.href = '/accounts/logout/'
    },
  }
  // #endif
  // #ifndef H5
  return null
  // #endif
})()

/** The address that this program was loaded from, in a browser; "" in WeChat. */
export function origin(): string {
  // #ifdef H5
  return window.location.origin
  // #endif
  // #ifndef H5
  return ''
  // #endif
}
