/**
 * uni-app's browser runtime leaves a field's or a picture's name on the element around it, where no screen reader looks:
 * this hands it to the element that carries it. WeChat does so itself. Called once when the program starts.
 */
export function nameInnerElements(): void {
  // #ifdef H5
  const INNER = { 'UNI-INPUT': ['input', 'aria-label'], 'UNI-TEXTAREA': ['textarea', 'aria-label'], 'UNI-IMAGE': ['img', 'alt'] } as const
  const name = (outer: Element): void => {
    const [tag, attribute] = INNER[outer.tagName as keyof typeof INNER]
    const label = outer.getAttribute('aria-label') ?? ''
    outer.querySelectorAll(tag).forEach((inner) => inner.getAttribute(attribute) === label || inner.setAttribute(attribute, label))
    if (tag !== 'img' && !outer.hasAttribute('role')) outer.setAttribute('role', 'group')
  }
  const everywhere = (): void => document.querySelectorAll('uni-input, uni-textarea, uni-image').forEach(name)
  new MutationObserver(everywhere).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label'] })
  // #endif
}
