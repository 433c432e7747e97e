import { ANSWER_MS, SITE } from '@/config'
import { language } from '@/lib/words'
import { heard, lost } from '@/lib/online'
import { NoAnswer } from './errors'
import { queue } from './queue'

export interface Sent {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Record<string, unknown>
  body?: unknown
  headers?: Record<string, string>
}
export interface Received {
  status: number
  data: unknown
}

const limited = queue(10)

/** The answer of the server, whatever its status. Raises NoAnswer where none came. Nothing else calls uni.request. */
export function send(sent: Sent): Promise<Received> {
  return limited(
    () =>
      new Promise<Received>((resolve, reject) => {
        uni.request({
          url: SITE + sent.path + search(sent.query),
          method: sent.method as UniApp.RequestOptions['method'],
          data: sent.body === undefined ? undefined : JSON.stringify(sent.body),
          header: { 'content-type': 'application/json', 'accept-language': tag(), ...sent.headers },
          timeout: ANSWER_MS,
          success: (answer) => {
            heard()
            resolve({ status: answer.statusCode, data: answer.data })
          },
          fail: (error) => {
            lost()
            reject(new NoAnswer(error.errMsg))
          },
        })
      }),
  )
}

/** The same for a file, as one part of a form; `progress` is told how much has gone, in percent. */
export function sendFile(
  sent: Omit<Sent, 'body' | 'query' | 'method'>,
  name: string,
  file: string,
  progress?: (percent: number) => void,
): Promise<Received> {
  return limited(
    () =>
      new Promise<Received>((resolve, reject) => {
        const task = uni.uploadFile({
          url: SITE + sent.path,
          name,
          filePath: file,
          header: { 'accept-language': tag(), ...sent.headers },
          timeout: 4 * ANSWER_MS,
          success: (answer) => {
            heard()
            resolve({ status: answer.statusCode, data: read(answer.data) })
          },
          fail: (error) => {
            lost()
            reject(new NoAnswer(error.errMsg))
          },
        }) as UniApp.UploadTask | undefined
        if (progress) task?.onProgressUpdate((sent) => progress(sent.progress))
      }),
  )
}

function tag(): string {
  return language.value === 'en' ? 'en' : 'zh-hans'
}

function search(query: Record<string, unknown> = {}): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return parts.length ? `?${parts.join('&')}` : ''
}

/** An upload's answer comes as text. */
function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
