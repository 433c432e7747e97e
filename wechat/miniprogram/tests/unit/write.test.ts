import { describe, expect, it } from 'vitest'
import { readAmount, sentLines, total, typed, unreadable } from '@/packages/proposals/write/amounts'
import { bodyOf, changed, empty, fresh, left, merged } from '@/packages/proposals/write/draft'
import { after, before, firstOpen, stepOf, STEPS } from '@/packages/proposals/write/steps'

describe('amounts', () => {
  it('are read as people write them', () => {
    expect(['8000', '8,000 元', '¥8000', '约 8000', '0.8万', ' 8 000 '].map(readAmount)).toEqual([8000, 8000, 8000, 8000, 8000, 8000])
    expect(readAmount('12.345')).toBe(12.35)
    expect(readAmount('')).toBeNull()
    expect(['八千', '8-9', '1.2.3', '12345678901'].map(readAmount).every(Number.isNaN)).toBe(true)
  })
  it('go out without empty lines, and come back as typed', () => {
    const lines = [
      { label: ' 路灯 ', amount: '0.8万' },
      { label: '', amount: '' },
      { label: '人工', amount: '' },
    ]
    expect(sentLines(lines)).toEqual([
      { label: '路灯', amount_cny: '8000.00' },
      { label: '人工', amount_cny: null },
    ])
    expect(typed(sentLines(lines))[0]).toEqual({ label: '路灯', amount: '8000' })
    expect(total([...lines, { label: '', amount: '好多' }])).toBe(8000)
    expect(unreadable([...lines, { label: '', amount: '好多' }])).toBe('好多')
  })
})

describe('a draft on the phone', () => {
  it('holds nothing worth sending before the first answer', () => {
    const written = fresh('cont', 'yijia')
    expect(empty(written)).toBe(true)
    expect(empty({ ...written, unsent: changed(written, 'title') })).toBe(false)
    expect(changed({ ...written, unsent: ['title'] }, 'title')).toEqual(['title'])
  })
  it('sends what it is asked for, and keeps amounts back that cannot be read', () => {
    const written = { ...fresh('cont'), costs: [{ label: '路灯', amount: '好多' }] }
    written.texts.title = '装一盏路灯'
    expect(bodyOf(written, ['title', 'costs'])).toEqual({ title: '装一盏路灯' })
  })
  it('keeps as unsent what was typed while the request ran', () => {
    const written = { ...fresh('cont'), unsent: ['title' as const, 'idea' as const] }
    written.texts.title = '装一盏路灯'
    const sent = bodyOf(written, written.unsent)
    written.texts.title = '装两盏路灯'
    expect(left(written, sent)).toEqual(['title'])
  })
  it('takes the server’s answers, but never over what this phone has not sent', () => {
    const proposal = {
      code: 'abcd',
      contest: 'cont',
      title: '旧标题',
      category: { slug: 'roads', title: '道路' },
      problem: '旧的',
      idea: '',
      community: null,
      place: '',
      costs: [{ label: '路灯', amount_cny: '8000.00' }],
    }
    const local = { ...fresh('cont'), code: 'abcd', unsent: ['title' as const], step: 'idea' as const }
    local.texts.title = '新标题'
    expect(merged(proposal, local)).toMatchObject({
      code: 'abcd',
      step: 'idea',
      texts: { title: '新标题', problem: '旧的', category: 'roads' },
      costs: [{ label: '路灯', amount: '8000' }],
    })
    expect(merged(proposal, null).texts.title).toBe('旧标题')
  })
})

describe('the screens of writing', () => {
  it('lead from one to the next, and to what is missing', () => {
    expect(before('what')).toBeNull()
    expect(after('what')).toBe('problem')
    expect(after('check')).toBe('check')
    expect(firstOpen(['costs', 'place'])).toBe('where')
    expect(firstOpen([])).toBe('check')
    expect(stepOf('consent')).toBe('check')
    expect(STEPS.map((step) => (before(step) ? after(before(step)!) : step))).toEqual([...STEPS])
  })
})
