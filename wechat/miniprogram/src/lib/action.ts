import { ref, type Ref } from 'vue'
import { ApiError, newKey, NoAnswer } from '@/api/client'
import { prove, signIn } from './gate'
import { pause } from './pause'
import { words } from './words'

const w = words(
  {
    noAnswer: '网络不太好，没收到回音。您填的都在，再点一次就行，不会重复。',
    unreadable: '出了点问题，您填的都在。请稍后再试。',
  },
  {
    noAnswer: 'The network is weak and no answer came. Nothing is lost; tap again, it will not be done twice.',
    unreadable: 'Something went wrong. Nothing is lost; please try again in a moment.',
  },
)

/** What went wrong, ready to show. `fields` by the API's names. */
export interface Problem {
  message: string
  fields: Record<string, string>
}

/** How a failure reads. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return { message: error.message || w.value.unreadable, fields: error.fields }
  if (error instanceof NoAnswer) return { message: w.value.noAnswer, fields: {} }
  throw error
}

const PAUSES_MS = [600, 2000]

/**
 * One kind of write on a page. A second tap while one runs does nothing. A lost answer is asked for again with the same
 * key, by itself first and then at the next tap, so that nothing is done twice; a refusal settles the key. What needs
 * signing in or a proof asks for it and goes on where it was.
 */
export function useAct(): {
  busy: Ref<boolean>
  problem: Ref<Problem | null>
  act: <T>(name: string, write: (key: string) => Promise<T>) => Promise<T | null>
} {
  const busy = ref(false)
  const problem = ref<Problem | null>(null)
  const keys = new Map<string, string>()

  async function act<T>(name: string, write: (key: string) => Promise<T>): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    problem.value = null
    try {
      return await throughTheGate(name, write)
    } catch (error) {
      problem.value = problemOf(error)
      return null
    } finally {
      busy.value = false
    }
  }

  async function throughTheGate<T>(name: string, write: (key: string) => Promise<T>): Promise<T | null> {
    for (let asked = 0; ; asked += 1) {
      try {
        return await settled(name, write)
      } catch (error) {
        if (!(error instanceof ApiError) || asked > 2) throw error
        if (error.needsSignIn) {
          if (!(await signIn())) return null
        } else if (error.needsProof) {
          if (!(await prove())) throw error
        } else throw error
      }
    }
  }

  async function settled<T>(name: string, write: (key: string) => Promise<T>): Promise<T> {
    const key = keys.get(name) ?? newKey()
    keys.set(name, key)
    try {
      const done = await patiently(() => write(key))
      keys.delete(name)
      return done
    } catch (error) {
      if (!(error instanceof NoAnswer)) keys.delete(name)
      throw error
    }
  }

  return { busy, problem, act }
}

async function patiently<T>(write: () => Promise<T>): Promise<T> {
  for (const rest of PAUSES_MS) {
    try {
      return await write()
    } catch (error) {
      const running = error instanceof ApiError && error.code === 'in_progress'
      if (!(error instanceof NoAnswer) && !running) throw error
      await pause(rest)
    }
  }
  return write()
}
