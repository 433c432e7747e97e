import { keep, kept } from './storage'

/**
 * While people vote, every phone has an order of its own, always the same one, so that nobody's proposal stands on top
 * for everybody.
 */
export function shuffled<T extends { code: string }>(things: T[], seed: string = mySeed()): T[] {
  return things
    .map((thing) => ({ thing, at: hash(seed + thing.code) }))
    .sort((one, other) => one.at - other.at || (one.thing.code < other.thing.code ? -1 : 1))
    .map(({ thing }) => thing)
}

function mySeed(): string {
  const mine = kept<string>('order') ?? Math.random().toString(36).slice(2)
  keep('order', mine)
  return mine
}

/** FNV-1a with a last stir: short texts that differ in one letter lie far apart. */
function hash(text: string): number {
  let sum = 2166136261
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 16777619)
  sum = Math.imul(sum ^ (sum >>> 15), 2246822519)
  return (sum ^ (sum >>> 13)) >>> 0
}
