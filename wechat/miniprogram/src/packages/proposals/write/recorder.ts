import { computed, ref } from 'vue'
import { api, upload, type Schemas } from '@/api/client'
import { useAct } from '@/lib/action'
import { media } from '@/lib/media'
import { record, type Recording } from '@/platform/media'
import { mayUsePersonal } from '@/platform/privacy'

export const LONGEST_SECONDS = 60

/** One recording beside a proposal. What was said stays on the phone until the server has it. */
export function useRecorder(code: () => string) {
  const voice = ref<Schemas['VoiceOut'] | null>(null)
  const unsent = ref<(Recording & { round: number }) | null>(null)
  const recording = ref(false)
  const refused = ref(false)
  const seconds = ref(0)
  const { act, busy, problem } = useAct()
  let stopNow: (() => void) | null = null
  let round = 0

  const address = computed(() => unsent.value?.file ?? (voice.value ? media(voice.value.url) : ''))
  const length = computed(() => unsent.value?.seconds ?? voice.value?.seconds ?? 0)

  function take(held: Schemas['VoiceOut'] | null): void {
    voice.value = held
  }

  /** Record until `stop`, or a minute; then it goes out by itself. */
  async function start(): Promise<void> {
    if (recording.value) return
    refused.value = !(await mayUsePersonal())
    if (refused.value) return
    const { done, stop } = record(LONGEST_SECONDS)
    stopNow = stop
    recording.value = true
    seconds.value = 0
    const clock = setInterval(() => (seconds.value = Math.min(seconds.value + 1, LONGEST_SECONDS)), 1000)
    const made = await done
    clearInterval(clock)
    recording.value = false
    if (!made) return void (refused.value = true)
    unsent.value = { ...made, round: ++round }
    await send()
  }
  const stop = (): void => stopNow?.()

  async function send(): Promise<void> {
    const made = unsent.value
    if (!made) return
    const kept = await act(`voice.${made.round}`, (key) => upload(`/api/v1/proposals/${code()}/voice`, 'voice', made.file, key))
    if (!kept) return
    voice.value = kept as Schemas['VoiceOut']
    unsent.value = null
  }

  async function remove(): Promise<void> {
    unsent.value = null
    if (!voice.value) return
    const gone = await act('remove', async (key) => {
      await api('delete', '/api/v1/proposals/{code}/voice', { path: { code: code() }, key })
      return true
    })
    if (gone) voice.value = null
  }

  return { voice, unsent, recording, refused, seconds, address, length, busy, problem, take, start, stop, send, remove }
}
