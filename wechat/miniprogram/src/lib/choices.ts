/** One of several things to choose from. */
export interface Choice {
  value: string
  label: string
}

/** Places and categories of the API as choices. */
export const named = (things: { slug: string; title: string }[] = []): Choice[] => things.map(({ slug, title }) => ({ value: slug, label: title }))
