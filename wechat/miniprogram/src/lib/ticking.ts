import { watch } from 'vue'
import { api, ApiError } from '@/api/client'
import { useAct } from './action'
import { online } from './online'
import { useTicks } from './ticks'

/**
 * The ticks of a roster on their way to the server: kept on this phone at `place`, sent at once and again when there is a
 * network. `heard` is told of each answer whether some were the keeper's own; `load` reads the list anew.
 */
export function useTicking(place: () => string, roster: () => string, load: () => Promise<void>, heard: (own: boolean) => void) {
  const ticks = useTicks(place)
  const { act, busy, problem } = useAct()

  /** What was ticked meanwhile goes in the next round; a refusal says why, and the list shows what counts. */
  async function send(): Promise<void> {
    const came = [...ticks.codes.value]
    if (!came.length || busy.value) return
    let refused = false
    const done = await act(`tick ${came.join()}`, async (key) => {
      try {
        return await api('put', '/api/v1/rosters/{code}/list', { path: { code: roster() }, body: { came, missed: [] }, key })
      } catch (error) {
        refused = error instanceof ApiError && !error.needsSignIn && error.code !== 'in_progress'
        throw error
      }
    })
    if (done || refused) ticks.drop(came)
    if (done) heard(done.own.length > 0)
    await load()
    if (done && ticks.count.value) await send()
  }

  async function tick(bookings: string[]): Promise<void> {
    ticks.add(bookings)
    await send()
  }

  /** One word about a single line: a tick taken back, somebody let in, an offer taken for them. */
  async function set(booking: string, what: 'untick' | 'admit' | 'confirm'): Promise<void> {
    await act(`${what} ${booking}`, (key) => api('post', '/api/v1/rosters/{code}/list/{booking}/{act}', { path: { code: roster(), booking, act: what }, key }))
    await load()
  }

  watch(online, (now) => void (now && send()))
  return { ticks, act, busy, problem, send, tick, set }
}
