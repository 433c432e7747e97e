import { describe, expect, it } from 'vitest'
import { pageFor } from '@/rooms'

describe('councils', () => {
  it('are found from the addresses of the site and from what the API names', () => {
    expect(pageFor({ url: '/councils/' })).toBe('/pages/councils/index')
    expect(pageFor({ url: '/councils/topics/abc/' })).toBe('/packages/councils/topic/index?code=abc')
    expect(pageFor({ url: '/councils/conventions/texts/abc/' })).toBe('/packages/councils/convention/index?code=abc')
    expect(pageFor({ kind: 'topic', code: 'abc' })).toBe('/packages/councils/topic/index?code=abc')
  })
  it('leave writing a topic to the site', () => {
    expect(pageFor({ url: '/councils/topics/new/' })).toMatch(/^\/pages\/out\/index/)
  })
})
