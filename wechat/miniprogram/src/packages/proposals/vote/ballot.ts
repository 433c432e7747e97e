/** My ballot in one vote: each tap counts at once, and what is shown is what the server has said. */
import { computed, ref, shallowReactive, watch, type Ref } from 'vue'
import { api, NoAnswer, type Schemas } from '@/api/client'
import { signedIn } from '@/api/session'
import { useAct, type Problem } from '@/lib/action'
import { online } from '@/lib/online'

/** While it is not known whether a tap arrived, the server is asked again this often. */
const AGAIN_MS = 5000

/** One option's taps. `unsure`: no answer came, and nobody could be asked since what became of the last one. */
interface Tap {
  act: ReturnType<typeof useAct>['act']
  busy: Ref<boolean>
  problem: Ref<Problem | null>
  unsure: Ref<boolean>
  round: number
}

export interface TapState {
  busy: boolean
  unsure: boolean
  problem: string
}

/**
 * `ballot` is null until it is known: for a visitor always. `back` is the option whose vote was taken back last, to give
 * it again; `counted` is the option that was given the first vote of this visit.
 */
export function useBallot(poll: () => string) {
  const ballot = ref<Schemas['BallotOut'] | null>(null)
  const back = ref('')
  const counted = ref('')
  const taps = shallowReactive(new Map<string, Tap>())
  const waiting = new Map<string, boolean>()
  let changes = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  const chosen = computed(() => ballot.value?.chosen ?? [])
  const unsure = computed(() => [...taps.values()].some((each) => each.unsure.value))

  function tapOf(option: string): Tap {
    const known = taps.get(option)
    if (known) return known
    const made: Tap = { ...useAct(), unsure: ref(false), round: 0 }
    taps.set(option, made)
    return made
  }

  function stateOf(option: string): TapState {
    const one = taps.get(option)
    return { busy: one?.busy.value ?? false, unsure: one?.unsure.value ?? false, problem: one?.problem.value?.message ?? '' }
  }

  /** Ask the server what I have chosen. True where it answered; an answer that a tap has overtaken is asked for again. */
  async function read(): Promise<boolean> {
    if (!signedIn.value || !poll()) {
      ballot.value = null
      return true
    }
    const before = changes
    try {
      const found = await api('get', '/api/v1/polls/{code}/ballot', { path: { code: poll() } })
      if (before !== changes) return [...taps.values()].some((each) => each.busy.value) ? false : read()
      ballot.value = found
      return true
    } catch {
      return false // what was known stays, and each tap says for itself what became of it
    }
  }

  /** Give a vote, or take it back. True once the server has done so; a key is kept until it is known what became of it. */
  async function tap(option: string, give: boolean): Promise<boolean> {
    const one = tapOf(option)
    if (one.busy.value) return false
    back.value = ''
    let lost = false
    changes += 1
    const done = await one.act(`${give ? 'give' : 'back'}.${one.round}`, async (key) => {
      lost = false
      try {
        const path = { code: poll(), option }
        return give
          ? await api('put', '/api/v1/polls/{code}/choices/{option}', { path, key })
          : await api('delete', '/api/v1/polls/{code}/choices/{option}', { path, key })
      } catch (error) {
        lost = error instanceof NoAnswer
        throw error
      }
    })
    changes += 1
    if (done) settled(one, option, give, done)
    else if (one.problem.value) await find(one, option, give, lost)
    return Boolean(done) || (lost && chosen.value.includes(option) === give && !one.unsure.value)
  }

  function settled(one: Tap, option: string, give: boolean, done: Schemas['VoteOut']): void {
    one.round += 1
    one.unsure.value = false
    said(option, give)
    if (!ballot.value) return void read()
    const rest = ballot.value.chosen.filter((code) => code !== option)
    const now = give ? [...rest, option] : rest
    ballot.value = { ...ballot.value, chosen: now, slots: done.slots, slots_left: done.slots - now.length, receipt: done.receipt || ballot.value.receipt }
    if (now.length !== done.slots_used) void read() // another phone has voted too
  }

  function said(option: string, give: boolean): void {
    if (give) counted.value ||= option
    else back.value = option
  }

  /** After a tap without a good end: what the server holds is what is shown. */
  async function find(one: Tap, option: string, give: boolean, lost: boolean): Promise<void> {
    const answered = await read()
    if (!lost) return
    one.unsure.value = !answered
    if (answered && chosen.value.includes(option) === give) arrived(one, option, give)
    else if (!answered) askAgain(option, give)
  }

  function arrived(one: Tap, option: string, give: boolean): void {
    one.round += 1
    one.problem.value = null
    said(option, give)
  }

  function askAgain(option: string, give: boolean): void {
    waiting.set(option, give)
    clearTimeout(timer)
    timer = setTimeout(() => void recover(), AGAIN_MS)
  }

  /** The network may be back: taps that nobody answered have arrived by now, or are sent again as the same ones. */
  async function recover(): Promise<void> {
    clearTimeout(timer)
    if (!unsure.value) return
    if (!(await read())) {
      timer = setTimeout(() => void recover(), AGAIN_MS)
      return
    }
    const asked = [...waiting]
    waiting.clear()
    for (const [option, give] of asked) {
      const one = tapOf(option)
      if (!one.unsure.value || one.busy.value) continue
      one.unsure.value = false
      if (chosen.value.includes(option) === give) arrived(one, option, give)
      else await tap(option, give)
    }
  }

  const stop = (): void => clearTimeout(timer)
  watch(online, (on) => on && void recover())
  watch(signedIn, () => void read())

  return { ballot, chosen, back, counted, unsure, stateOf, read, recover, tap, stop }
}
