import { api, type Schemas } from '@/api/client'
import type { Choice } from './choices'
import { useReading } from './reading'

type Streets = Schemas['StreetsOut'] | null

/** Every sub-district with its communities, kept on the phone. */
export const useStreets = () =>
  useReading(
    () => 'communities',
    () => api('get', '/api/v1/communities'),
  )

/** Communities to choose from: those of one sub-district, or of all. */
export const communitiesIn = (streets: Streets, street = ''): Choice[] =>
  (streets?.items ?? [])
    .filter((each) => !street || each.slug === street)
    .flatMap((each) => each.communities.map(({ slug, name }) => ({ value: slug, label: name })))

/** Whom to call about something of a sub-district: the reader's own community where it lies there, else the sub-district. */
export function phoneOf(streets: Streets, street: string, own = ''): string {
  const found = streets?.items.find((each) => each.slug === street)
  return found?.communities.find((each) => each.slug === own)?.phone || found?.phone || ''
}
