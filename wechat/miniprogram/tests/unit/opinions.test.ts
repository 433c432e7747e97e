import { describe, expect, it } from 'vitest'
import { ellipse, middle } from '@/lib/opinions'
import { pageFor } from '@/rooms'

describe('the opinion map', () => {
  it('places a shape by parts of the field, so that every phone shows the same', () => {
    const shape = { cx: 180, cy: 130, rx: 36, ry: 26, angle: -30 }
    expect(ellipse(shape)).toBe('left:40.00%;top:40.00%;width:20.00%;height:20.00%;transform:rotate(-30deg)')
    expect(middle(shape)).toBe('left:50.00%;top:50.00%')
  })
  it('is found from the addresses of the site and from what the API names', () => {
    expect(pageFor({ url: '/councils/conventions/texts/abc/opinions/' })).toBe('/packages/opinions/ask/index?code=abc')
    expect(pageFor({ url: '/councils/conventions/texts/abc/opinions/map/' })).toBe('/packages/opinions/map/index?code=abc')
    expect(pageFor({ kind: 'opinions', code: 'abc' })).toBe('/packages/opinions/ask/index?code=abc')
    expect(pageFor({ kind: 'opinions_map', code: 'abc' })).toBe('/packages/opinions/map/index?code=abc')
  })
})
