import { describe, expect, it } from 'vitest'
import { verdict } from '@/lib/prompts'

const offered = [
  { template_id: 'a', title: '审核结果' },
  { template_id: 'b', title: '投票结果' },
]

describe('what WeChat’s question brought', () => {
  it('names what was allowed and what was not', () => {
    expect(verdict(offered, { a: 'accept', b: 'reject' })).toEqual({ agreed: ['审核结果'], refused: ['投票结果'] })
  })
  it('takes no answer, a ban and a filter for no', () => {
    expect(verdict(offered, {}).agreed).toEqual([])
    expect(verdict(offered, { a: 'ban', b: 'filter' }).refused).toEqual(['审核结果', '投票结果'])
  })
})
