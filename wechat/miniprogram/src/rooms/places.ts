import { pageWith } from '@/lib/go'
import { words } from '@/lib/words'
import type { Room } from './room'

const w = words({ label: '街道与社区' }, { label: 'Sub-districts and communities' })

const community = (code: string) => pageWith('/packages/places/community/index', { code })
const article = (code: string) => pageWith('/packages/places/article/index', { code })
const directory = () => '/packages/places/directory/index'

/** 街道与社区, and what they write. Beneath a sub-district stand communities and articles: the page of the one leads to the other. */
export const places: Room = {
  name: 'places',
  ways: { community, article },
  paths: [
    { pattern: /^\/communities\/$/, page: directory },
    { pattern: /^\/communities\/[\w-]+\/$/, page: directory },
    { pattern: /^\/communities\/[\w-]+\/([\w-]+)\/$/, page: community },
    { pattern: /^\/communities\/[\w-]+\/[\w-]+\/([\w-]+)\/$/, page: article },
    { pattern: /^\/news\/([\w-]+)\/$/, page: article },
  ],
  mine: [{ label: w, page: '/packages/places/directory/index' }],
}
