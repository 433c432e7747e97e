import type { Schemas } from '@/api/client'

export type Block = Schemas['BlockOut']

/** What a list of words looks like before each of them. */
export const bullet = (ordered: boolean, at: number): string => (ordered ? `${at + 1}.` : '·')

/** The text of an article as it is read aloud: what a picture shows stands in its place; links and recordings are left out. */
export function spoken(article: { title: string; intro: string; body: Block[] }): string {
  const said = article.body.flatMap((block) => {
    if (block.kind === 'picture') return [block.alt, block.text]
    if (block.kind === 'link' || block.kind === 'audio') return []
    return [block.title, block.text, ...block.items]
  })
  return [article.title, article.intro, ...said].filter(Boolean).join('。')
}

/** The path of an address on the portal itself, `site`; "" for every other. */
export function ownPath(url: string, site: string): string {
  if (url.startsWith('/') && !url.startsWith('//')) return url
  return site && url.startsWith(`${site}/`) ? url.slice(site.length) : ''
}
