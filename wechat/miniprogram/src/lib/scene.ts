/** Characters of the portal's codes; whatever else a scene holds was not written by us. */
const CODE = /^[a-z0-9]{4,32}$/

/**
 * The code that a page was entered by: `code` of a share card, or `scene` of a mini-program code, which WeChat may hand
 * over encoded. A forged one becomes one that stands for nothing, and the server says so.
 */
export function codeOf(query: Record<string, string | undefined>): string {
  const given = query.code ?? decoded(query.scene ?? '')
  return CODE.test(given) ? given : 'nothing'
}

/** A parameter as it was meant; "" where it cannot be read. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
