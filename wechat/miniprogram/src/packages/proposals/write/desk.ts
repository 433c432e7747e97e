import { computed, ref } from 'vue'
import { api, type Schemas } from '@/api/client'
import { bearer } from '@/api/session'
import { problemOf, type Problem } from '@/lib/action'
import { named } from '@/lib/choices'
import { callAhead } from '@/lib/contest'
import { signIn } from '@/lib/gate'
import { go, goOn } from '@/lib/go'
import { choosePictures } from '@/platform/media'
import { stateOf } from '@/rooms/proposals'
import { after, before, firstOpen, questions, STEPS, type StepName } from './steps'
import { useRecorder } from './recorder'
import { useShots } from './shots'
import { w } from './wording'
import { useWriting } from './writing'

/** Everything the writing page does: the answers, the pictures, the recording, and the way from one screen to the next. */
export function useDesk() {
  const contest = ref<Schemas['ContestOut'] | null>(null)
  const loading = ref(true)
  const failed = ref<Problem | null>(null)
  const gone = ref(false)
  const sent = ref<Schemas['ProposalOut'] | null>(null)
  const fromCheck = ref(false)
  const similar = ref<Schemas['ProposalCardOut'][]>([])
  const consent = ref('')
  const agreed = ref(false)
  let asked = { contest: '', code: '' }

  const writing = useWriting()
  const { written, proposal } = writing
  const code = computed(() => written.value?.code ?? '')
  const pictures = useShots(
    () => code.value,
    () => contest.value?.limits.photos ?? 0,
  )
  const voice = useRecorder(() => code.value)

  const step = computed<StepName>(() => written.value?.step ?? 'what')
  const question = computed(() => questions.value[step.value])
  const progress = computed(() => w.value.progress(STEPS.indexOf(step.value) + 1, STEPS.length))
  const share = computed(() => Math.round((100 * (STEPS.indexOf(step.value) + 1)) / STEPS.length))
  const returned = computed(() => proposal.value?.state === 'returned')
  const closed = computed(() => Boolean(contest.value && !code.value && !callAhead(contest.value.phases)))
  const open = computed(() => Boolean(contest.value?.features.includes(returned.value ? 'edit' : 'submit')))
  const saved = computed(() => (writing.kept.value === 'server' ? w.value.server : writing.kept.value === 'phone' ? w.value.phone : ''))
  const costsWrong = computed(() => {
    const said = writing.wrong.value.costs ?? ''
    return said && said === written.value?.costs.find((line) => line.amount === said)?.amount ? w.value.unreadable(said) : said
  })
  const categories = computed(() => named(contest.value?.categories))
  const communities = computed(() => named(contest.value?.communities))
  const deletable = computed(() => !returned.value)

  function enter(ofContest: string, ofProposal: string): void {
    asked = { contest: ofContest, code: ofProposal }
    void load()
  }

  async function load(): Promise<void> {
    loading.value = true
    failed.value = null
    try {
      if (asked.code && !(await bearer())) await signIn() // a draft is its author's alone
      if (asked.code) await writing.open(asked.code)
      const of = asked.contest || proposal.value!.contest
      const found = await api('get', '/api/v1/contests/{code}', { path: { code: of } })
      if (asked.code && !proposal.value!.mine.editable) return goOn(stateOf(asked.code))
      if (!asked.code) await writing.begin(found)
      else if (written.value!.step === 'what') writing.stand(firstOpen(Object.keys(writing.missing.value)))
      contest.value = found
      takeMedia()
      if (step.value === 'check') await prepareCheck()
    } catch (error) {
      failed.value = problemOf(error)
      gone.value = 'status' in (error as object) && (error as { status: number }).status === 404
    } finally {
      loading.value = false
    }
  }

  function takeMedia(): void {
    pictures.take(proposal.value?.photos ?? [])
    voice.take(proposal.value?.voice ?? null)
  }

  /** What the server has now, with addresses that play again. */
  async function again(): Promise<void> {
    if (code.value) await writing.open(code.value).then(takeMedia, () => undefined)
  }

  function turn(to: StepName): void {
    writing.stand(to)
    uni.pageScrollTo({ scrollTop: 0, duration: 0 })
  }
  async function forward(): Promise<void> {
    if (!(await writing.leave(step.value))) return
    if (fromCheck.value) await toCheck()
    else if (after(step.value) === 'check') await toCheck()
    else turn(after(step.value))
  }
  async function backward(): Promise<void> {
    const to = before(step.value)
    if (to && (await writing.leave(step.value))) turn(to)
  }
  function edit(to: StepName): void {
    fromCheck.value = true
    turn(to)
  }

  /** The last look needs the server: what is missing, what is alike, what was agreed to. */
  async function toCheck(): Promise<void> {
    if (!(await writing.leave(step.value)) || !(await writing.held())) return
    fromCheck.value = false
    turn('check')
    await prepareCheck()
  }
  async function prepareCheck(): Promise<void> {
    if (!code.value) return
    const [alike, consents] = await Promise.all([
      api('get', '/api/v1/proposals/{code}/similar', { path: { code: code.value } }).catch(() => null),
      api('get', '/api/v1/me/consents').catch(() => null),
    ])
    similar.value = alike?.items ?? []
    const publication = consents?.items.find((each) => each.text.kind === 'publication')
    consent.value = publication && (!publication.given || publication.outdated) ? publication.text.text : ''
  }

  async function handInNow(): Promise<void> {
    const done = await writing.handIn(agreed.value)
    if (!done) return
    sent.value = done
    uni.pageScrollTo({ scrollTop: 0, duration: 0 })
  }

  async function pause(): Promise<void> {
    if (await writing.leave(step.value)) go('/pages/me/index')
  }

  async function choose(): Promise<void> {
    if (await writing.held()) pictures.add(await choosePictures(pictures.room.value))
  }
  async function speak(): Promise<void> {
    if (await writing.held()) await voice.start()
  }

  function another(): void {
    const text = code.value ? w.value.renewText : w.value.renewLocal
    uni.showModal({
      title: w.value.renewTitle,
      content: text,
      confirmText: w.value.yes,
      cancelText: w.value.no,
      success: ({ confirm }) => {
        if (!confirm) return
        writing.renew(contest.value!)
        takeMedia()
        pictures.shots.value = []
        turn('what')
      },
    })
  }

  function discard(): void {
    uni.showModal({
      title: w.value.removeTitle,
      content: w.value.removeText,
      confirmText: w.value.removeYes,
      cancelText: w.value.no,
      success: async ({ confirm }) => {
        if (confirm && (await writing.remove())) goOn('/pages/proposals/index')
      },
    })
  }

  const kept = computed(() => pictures.shots.value.filter((shot) => shot.state === 'kept').length)
  const shotTrouble = computed(() => {
    if (pictures.sending.value) return w.value.sendingShots
    const failedOnes = pictures.shots.value.length - kept.value
    return failedOnes ? w.value.failedShots(failedOnes) : ''
  })
  const { shots, room, sending, again: againShot, remove: removeShot } = pictures
  const { address, length, recording, seconds, unsent, refused, busy: voiceBusy, problem: voiceProblem, stop: stopVoice, send: sendVoice, remove: removeVoice } = voice
  return {
    ...writing,
    ...{ contest, loading, failed, gone, closed, sent, enter, load, again, code, categories, communities, costsWrong, deletable },
    ...{ step, question, progress, share, fromCheck, saved, forward, backward, toCheck, edit, pause, another, discard },
    ...{ shots, pictures: kept, shotTrouble, room, sending, choose, againShot, removeShot },
    ...{ address, length, recording, seconds, unsent, refused, voiceBusy, voiceProblem, speak, stopVoice, sendVoice, removeVoice },
    ...{ similar, consent, agreed, open, handInNow },
  }
}
