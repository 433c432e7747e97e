import { describe, expect, it } from 'vitest'
import { pageFor } from '@/rooms'
import { authorsOf, joinBy } from '@/rooms/proposals'

describe('writing together', () => {
  it('has a page for the author, and one for whoever holds a link', () => {
    expect(pageFor({ url: 'https://linli.test/proposals/write/p1/authors/' })).toBe(authorsOf('p1'))
    expect(pageFor({ url: '/proposals/join/mmmmmmmmmmmmmmmmmmmm/' })).toBe(joinBy('mmmmmmmmmmmmmmmmmmmm'))
    expect(pageFor({ url: '/proposals/write/p1/' })).not.toBe(authorsOf('p1'))
  })
})
