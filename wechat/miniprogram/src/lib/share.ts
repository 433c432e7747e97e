import { SITE } from '@/config'
import { pageWith } from './go'

export interface Card {
  title: string
  path: string
  imageUrl: string
}

/** What WeChat shows in a chat for a thing with a code: its name, the way to it, the portal's picture of it. */
export const card = (title: string, code: string): Card => ({
  title,
  path: pageWith('/pages/open/index', { code }),
  imageUrl: `${SITE}/share/${code}/picture.png`,
})

/** The same for Moments, which open this very page again: `query` says which thing. */
export const timeline = (title: string, code: string) => ({ title, query: `code=${code}`, imageUrl: card(title, code).imageUrl })
