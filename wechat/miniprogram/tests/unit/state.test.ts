import { describe, expect, it } from 'vitest'
import type { Schemas } from '@/api/client'
import { standingOf } from '@/packages/proposals/state/standing'

const standing = (state: Schemas['ProposalState'], submission = 's1') =>
  standingOf({ state, outcome: null, endorsement_count: 0, mine: { reason: '', submission, answer_due_at: null } })

describe('a proposal that was refused', () => {
  it('can be appealed for while it is returned or taken down', () => {
    expect(standing('returned').appeal).toBe('s1')
    expect(standing('hidden').appeal).toBe('s1')
  })
  it.each(['draft', 'in_review', 'published', 'withdrawn'] as const)('offers no appeal once it is %s', (state) => {
    expect(standing(state).appeal).toBe('')
  })
})
