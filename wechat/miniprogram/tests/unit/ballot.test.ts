import { beforeEach, describe, expect, it, vi } from 'vitest'

const api = vi.hoisted(() => vi.fn())
vi.mock('@/api/client', async () => ({ ...(await vi.importActual<object>('@/api/errors')), api, newKey: () => `key-${++keys}` }))
vi.mock('@/lib/gate', () => ({ signIn: async () => false, prove: async () => false }))

import { ApiError, NoAnswer } from '@/api/errors'
import { signedIn } from '@/api/session'
import { online } from '@/lib/online'
import { useBallot } from '@/packages/proposals/vote/ballot'

let keys = 0
/** A server that holds votes; `answers` and `reachable` say whether its word comes back and whether it is met at all. */
const server = { chosen: [] as string[], answers: true, reachable: true, writes: [] as string[], refusal: null as ApiError | null }

function serve(method: string, _path: string, { path, key }: { path: { option?: string }; key?: string }) {
  if (method === 'get') {
    if (!server.reachable) throw new NoAnswer('offline')
    return { chosen: [...server.chosen], slots: 2, slots_left: 2 - server.chosen.length, receipt: 'r', on_roll: true, on_paper: false }
  }
  server.writes.push(`${method} ${path.option} ${key}`)
  if (!server.reachable) throw new NoAnswer('offline')
  if (server.refusal) throw server.refusal
  server.chosen = server.chosen.filter((code) => code !== path.option)
  if (method === 'put') server.chosen.push(path.option!)
  if (!server.answers) throw new NoAnswer('lost')
  return { outcome: 'accepted', message: '', slots_used: server.chosen.length, slots: 2, receipt: 'r' }
}

async function through(work: Promise<unknown>) {
  await vi.advanceTimersByTimeAsync(4000)
  return work
}

beforeEach(() => {
  vi.useFakeTimers()
  keys = 0
  Object.assign(server, { chosen: [], answers: true, reachable: true, writes: [], refusal: null })
  api.mockReset().mockImplementation(async (...call: Parameters<typeof serve>) => serve(...call))
  signedIn.value = true
  online.value = true
})

async function opened() {
  const votes = useBallot(() => 'poll')
  await votes.read()
  return votes
}

describe('a ballot', () => {
  it('counts one tap, and takes it back with a way to give it again', async () => {
    const votes = await opened()
    expect(await through(votes.tap('a', true))).toBe(true)
    expect(votes.chosen.value).toEqual(['a'])
    expect(votes.counted.value).toBe('a')
    await through(votes.tap('a', false))
    expect(votes.chosen.value).toEqual([])
    expect(votes.back.value).toBe('a')
    await through(votes.tap('a', true))
    expect(votes.back.value).toBe('')
    expect(server.chosen).toEqual(['a'])
    expect(new Set(server.writes).size).toBe(3)
  })

  it('does nothing at a second tap while the first one runs', async () => {
    const votes = await opened()
    await through(Promise.all([votes.tap('a', true), votes.tap('a', true)]))
    expect(server.writes).toHaveLength(1)
  })

  it('finds a vote whose answer was lost, and does not use its key again', async () => {
    const votes = await opened()
    server.answers = false
    expect(await through(votes.tap('a', true))).toBe(true)
    expect(votes.chosen.value).toEqual(['a'])
    expect(votes.stateOf('a')).toEqual({ busy: false, unsure: false, problem: '' })
    expect(new Set(server.writes)).toEqual(new Set(['put a key-1']))
    server.answers = true
    await through(votes.tap('a', false))
    await through(votes.tap('a', true))
    expect(server.writes.slice(-2)).toEqual(['delete a key-2', 'put a key-3'])
    expect(server.chosen).toEqual(['a'])
  })

  it('says that it does not know while nobody can be asked, and sends the same tap again afterwards', async () => {
    const votes = await opened()
    server.reachable = false
    online.value = false
    expect(await through(votes.tap('a', true))).toBe(false)
    expect(votes.stateOf('a').unsure).toBe(true)
    expect(votes.chosen.value).toEqual([])
    server.reachable = true
    online.value = true
    await vi.advanceTimersByTimeAsync(4000)
    expect(votes.chosen.value).toEqual(['a'])
    expect(votes.stateOf('a')).toEqual({ busy: false, unsure: false, problem: '' })
    expect(new Set(server.writes)).toEqual(new Set(['put a key-1']))
  })

  it('asks by itself where the phone does not tell that the network is back', async () => {
    const votes = await opened()
    server.reachable = false
    await through(votes.tap('a', true))
    server.reachable = true
    await vi.advanceTimersByTimeAsync(6000)
    expect(votes.chosen.value).toEqual(['a'])
  })

  it('shows the refusal, and what the server holds', async () => {
    const votes = await opened()
    server.refusal = new ApiError(409, 'no_slot', '您的票已经用完，先收回一票再投。')
    server.chosen = ['x', 'y']
    expect(await through(votes.tap('a', true))).toBe(false)
    expect(votes.stateOf('a').problem).toContain('用完')
    expect(votes.chosen.value).toEqual(['x', 'y'])
  })

  it('reads again where another phone has voted too', async () => {
    const votes = await opened()
    server.chosen = ['x']
    await through(votes.tap('a', true))
    expect(votes.chosen.value).toEqual(['x', 'a'])
  })

  it('is nobody’s for a visitor', async () => {
    const votes = await opened()
    signedIn.value = false
    await votes.read()
    expect(votes.ballot.value).toBeNull()
  })
})
