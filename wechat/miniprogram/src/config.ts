/** The site's address without a slash at its end, fixed when the program is built for WeChat; empty in a browser, where pages and API share one. */
export const SITE: string = import.meta.env.VITE_SITE_URL ?? ''

/** Beyond this a request counts as unanswered. */
export const ANSWER_MS = 15_000
