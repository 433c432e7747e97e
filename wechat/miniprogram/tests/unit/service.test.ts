import { beforeEach, describe, expect, it } from 'vitest'
import { setLanguage } from '@/lib/look'
import { applicationTone, daysOf, hazardKinds, OWN_DAYS, spoken, today } from '@/lib/service'
import { pageFor } from '@/rooms'
import { hazardAt, HOURS, NEW_CERTIFICATE, postAt, POSTS, reportFrom } from '@/rooms/volunteers'

const NOW = Date.parse('2026-11-24T17:00:00Z') // the 25th already in Shanghai

beforeEach(() => setLanguage('zh'))

describe('days of a certificate', () => {
  it('are those of Shanghai', () => expect(today(NOW)).toBe('2026-11-25'))
  it('end today in the year that runs, and with the year in one that is over', () => {
    const own = { first: '2026-03-01', last: '2026-03-31' }
    expect(daysOf('2026', own, NOW)).toEqual({ first_day: '2026-01-01', last_day: '2026-11-25' })
    expect(daysOf('2025', own, NOW)).toEqual({ first_day: '2025-01-01', last_day: '2025-12-31' })
    expect(daysOf(OWN_DAYS, own, NOW)).toEqual({ first_day: '2026-03-01', last_day: '2026-03-31' })
  })
})

describe('service', () => {
  it('is spoken in hours and minutes', () => {
    expect([0, 45, 60, 90].map(spoken)).toEqual(['0 分钟', '45 分钟', '1 小时', '1 小时 30 分钟'])
    setLanguage('en')
    expect(spoken(90)).toBe('1 h 30 min')
  })
  it('names every kind of hazard', () => expect(hazardKinds().filter((each) => !each.label)).toEqual([]))
  it('shows how an application stands', () => expect((['asked', 'accepted', 'declined'] as const).map(applicationTone)).toEqual(['wait', 'done', '']))
  it('is led to from the site', () => {
    const ways: [string, string][] = [
      ['/me/hours/', HOURS],
      ['/me/hours/s1/dispute/', HOURS],
      ['/me/hours/certificates/new/', NEW_CERTIFICATE],
      ['/volunteers/posts/', POSTS],
      ['/volunteers/posts/p1/', postAt('p1')],
      ['/volunteers/hazards/h1/', hazardAt('h1')],
      ['/volunteers/shifts/s1/hazard/', reportFrom('s1')],
    ]
    expect(ways.map(([url]) => pageFor({ url }))).toEqual(ways.map(([, page]) => page))
  })
})
