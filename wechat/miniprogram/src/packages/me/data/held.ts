/** What one room holds: so many things under each name. */
export interface Held {
  room: string
  parts: { name: string; count: number }[]
  all: number
}

/** The export as people read it: by room, how many of what; what is not there at all is left out. */
export function held(data: Record<string, unknown>): Held[] {
  return Object.entries(data)
    .filter((entry): entry is [string, Record<string, unknown>] => typeof entry[1] === 'object' && entry[1] !== null)
    .map(([room, things]) => {
      const parts = Object.entries(things).map(([name, thing]) => ({ name, count: counted(thing) }))
      return { room, parts: parts.filter((part) => part.count), all: parts.reduce((sum, part) => sum + part.count, 0) }
    })
}

function counted(thing: unknown): number {
  if (Array.isArray(thing)) return thing.length
  return thing === null || thing === undefined || thing === '' ? 0 : 1
}
