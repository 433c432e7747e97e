import { pause } from '@/lib/pause'
import { NoAnswer, refusal } from './errors'
import { bearer, distrust, signedIn } from './session'
import { send, sendFile, type Received } from './transport'
import type { Answer, Call, Method, Operation, Path, Schemas } from './types'

export { ApiError, NoAnswer } from './errors'
export type { Schemas } from './types'

/** How long to wait before a read is sent again; a write is sent again by whoever holds its key (`lib/action`). */
const AGAIN_MS = [300, 1200]

/** Call one operation of the API. Raises ApiError for a refusal, NoAnswer where no answer came. */
export async function api<P extends Path, M extends Method>(
  method: M,
  template: P,
  call: Call<Operation<P, M>> = {},
): Promise<Answer<Operation<P, M>>> {
  const path = fill(template, call.path as Record<string, unknown> | undefined)
  const query = call.query as Record<string, unknown> | undefined
  const headers: Record<string, string> = call.key ? { 'idempotency-key': call.key } : {}
  const once = () =>
    authorised((authorization) =>
      send({ method: method.toUpperCase() as 'GET', path, query, body: call.body, headers: { ...headers, ...authorization } }),
    )
  return (await (method === 'get' ? patiently(once) : once())) as Answer<Operation<P, M>>
}

/** Send a file from the phone to `path`; `name` is the form's field, `progress` hears percents. Raises as `api` does. */
export async function upload(path: string, name: string, file: string, key: string, progress?: (percent: number) => void): Promise<unknown> {
  return authorised((authorization) => sendFile({ path, headers: { 'idempotency-key': key, ...authorization } }, name, file, progress))
}

/** A key for one write: the same one on every repetition of it. */
export const newKey = (): string =>
  `mp-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}${Math.random().toString(36).slice(2, 8)}`

export function fill(template: string, values: Record<string, unknown> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(values[name])))
}

/** Send with the caller's token; a token that was refused is renewed once. A refused request changed nothing. */
async function authorised(go: (authorization: Record<string, string>) => Promise<Received>): Promise<unknown> {
  let answer = await go(authorization(await bearer()))
  if (answer.status === 401 && signedIn.value) {
    distrust()
    answer = await go(authorization(await bearer()))
  }
  if (answer.status >= 400) throw refusal(answer.status, answer.data)
  return answer.data
}

const authorization = (token: string): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {})

async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (const rest of AGAIN_MS) {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error
      await pause(rest)
    }
  }
  return read()
}

export type Me = Schemas['MeOut']
