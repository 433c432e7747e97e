import { computed, ref } from 'vue'
import { api, ApiError, newKey, type Schemas } from '@/api/client'
import { signedIn } from '@/api/session'
import { useAct } from '@/lib/action'
import { draft } from '@/lib/drafts'
import { me } from '@/lib/me'
import { online } from '@/lib/online'
import { bodyOf, changed, empty, fresh, left, merged, TEXTS, type Answer, type Text, type Written } from './draft'
import { unreadable, type Line } from './amounts'
import { stepOf, type StepName } from './steps'

type Proposal = Schemas['ProposalOut']

const ofContest = (contest: string) => draft<Written>(`proposal.new.${contest}`)
const ofProposal = (code: string) => draft<Written>(`proposal.${code}`)

/**
 * A proposal while it is written: each keystroke stays on the phone, each screen that is left goes to the server, which
 * holds it from the first one on. `proposal` is what the server said last, null before that.
 */
export function useWriting() {
  const written = ref<Written | null>(null)
  const proposal = ref<Proposal | null>(null)
  const resumed = ref(false)
  const kept = ref<'' | 'phone' | 'server'>('')
  const wrong = ref<Record<string, string>>({})
  const { act, busy, problem } = useAct()
  let declined = false
  let running: Promise<unknown> = Promise.resolve()

  const missing = computed(() => proposal.value?.mine.missing ?? {})

  /** Open a contest's new proposal, or the one that was begun there on this phone. Raises as the API does. */
  async function begin(contest: Schemas['ContestOut']): Promise<void> {
    const local = ofContest(contest.code).read()
    if (local?.code) {
      try {
        await open(local.code)
        if (proposal.value?.mine.editable) return void (resumed.value = true)
      } catch (error) {
        if (!(error instanceof ApiError) || ![403, 404].includes(error.status)) throw error
      }
      ofContest(contest.code).done() // it was handed in or deleted elsewhere
    } else if (local) {
      resumed.value = true
      return void (written.value = local)
    }
    renew(contest)
  }

  /** Open a proposal that the server has, with what this phone has not sent of it. */
  async function open(code: string): Promise<void> {
    proposal.value = await api('get', '/api/v1/proposals/{code}', { path: { code } })
    written.value = merged(proposal.value, ofProposal(code).read())
  }

  /** Another one beside the one that was begun, which stays on the server. */
  function renew(contest: Schemas['ContestOut']): void {
    const home = me.value?.community?.slug ?? ''
    const here = contest.communities.some((each) => each.slug === home)
    ofContest(contest.code).done()
    proposal.value = null
    resumed.value = false
    kept.value = ''
    written.value = fresh(contest.code, here ? home : '')
  }

  function store(): void {
    const now = written.value
    if (!now) return
    ofContest(now.contest).write(now)
    if (now.code) ofProposal(now.code).write(now)
  }

  function say(answer: Text, value: string): void {
    if (!written.value || written.value.texts[answer] === value) return
    written.value.texts[answer] = value
    note(answer)
  }
  function sayCosts(lines: Line[]): void {
    if (!written.value) return
    written.value.costs = lines
    note('costs')
  }
  function note(answer: Answer): void {
    const now = written.value!
    now.unsent = changed(now, answer)
    kept.value = 'phone'
    delete wrong.value[answer]
    store()
  }
  function stand(step: StepName): void {
    if (!written.value) return
    written.value.step = step
    if (!empty(written.value)) store()
  }

  /** One after the other, so that a draft is begun once. */
  function send(evenEmpty = false): Promise<Proposal | null> {
    const next = running.catch(() => undefined).then(() => sendNow(evenEmpty))
    running = next
    return next
  }

  async function sendNow(evenEmpty: boolean): Promise<Proposal | null> {
    const now = written.value
    if (!now || (empty(now) && !evenEmpty)) return proposal.value
    if (!now.code) await start(now)
    const body = bodyOf(now, now.unsent)
    if (Object.keys(body).length) {
      proposal.value = await api('patch', '/api/v1/proposals/{code}', { path: { code: now.code }, body })
      now.unsent = left(now, body)
      store()
    }
    kept.value = now.unsent.length ? 'phone' : 'server'
    return proposal.value
  }

  async function start(now: Written): Promise<void> {
    if (!now.beginning) {
      const said: Answer[] = TEXTS.filter((answer) => now.texts[answer])
      now.beginning = { key: newKey(), body: bodyOf(now, now.costs.length ? [...said, 'costs'] : said) }
      store()
    }
    const { key, body } = now.beginning
    try {
      proposal.value = await api('post', '/api/v1/contests/{code}/proposals', { path: { code: now.contest }, body, key })
    } catch (error) {
      if (error instanceof ApiError && error.code !== 'in_progress') now.beginning = null
      throw error
    }
    now.code = proposal.value.code
    now.texts.community ||= proposal.value.community?.slug ?? '' // the author's own, where it lies in the contest
    now.beginning = null
    now.unsent = left(now, body)
    store()
  }

  /** A screen is left: true where the reader may go on. What could not be sent stays here and is sent with the next one. */
  async function leave(step: StepName): Promise<boolean> {
    const now = written.value
    if (!now || busy.value) return false
    wrong.value = {}
    const amount = step === 'costs' ? unreadable(now.costs) : ''
    if (amount) {
      wrong.value = { costs: amount }
      return false
    }
    if ((!now.unsent.length && now.code) || empty(now) || (declined && !signedIn.value)) return true
    if (await act('keep', () => send())) return true
    const fields = problem.value?.fields ?? {}
    if (Object.keys(fields).some((answer) => stepOf(answer) === step)) {
      wrong.value = fields
      return false
    }
    if (!signedIn.value) declined = true
    if (!online.value) problem.value = null // the page says so already, and what was typed goes with the next screen
    return true
  }

  /** Before the page goes away: whatever the server can have now, without a word. */
  function quietly(): void {
    if (signedIn.value && written.value && !busy.value) void send().catch(() => undefined)
  }

  /** Have the server hold it, because what comes next needs that: pictures, the last look, handing it in. */
  const held = (): Promise<Proposal | null> => act('hold', () => send(true))

  async function handIn(consent: boolean): Promise<Proposal | null> {
    const done = await act('submit', async (key) => {
      await send(true)
      return api('post', '/api/v1/proposals/{code}/submit', { path: { code: written.value!.code }, body: { consent }, key })
    })
    if (done) forgetIt()
    else wrong.value = problem.value?.fields ?? {}
    return done
  }

  async function remove(): Promise<boolean> {
    const { code } = written.value!
    const gone = await act('delete', async (key) => {
      if (code) await api('delete', '/api/v1/proposals/{code}', { path: { code }, key })
      return true
    })
    if (gone) forgetIt()
    return Boolean(gone)
  }

  function forgetIt(): void {
    const { code, contest } = written.value!
    ofContest(contest).done()
    if (code) ofProposal(code).done()
    written.value = null
  }

  return { written, proposal, resumed, kept, wrong, missing, busy, problem, begin, open, renew, say, sayCosts, stand, leave, quietly, held, handIn, remove }
}
