// The phone under the unit tests: uni with a storage and a server that each test tells what to answer.
import { beforeEach, vi } from 'vitest'

vi.mock('@/lib/pause', () => ({ pause: () => Promise.resolve() })) // nobody waits in a test

export interface Request {
  url: string
  method: string
  data?: string
  header: Record<string, string>
  filePath?: string
}
type Reply = { status: number; data: unknown } | 'nothing'

export const sent: Request[] = []
export const store: Record<string, string> = {}
export const opened: string[] = []
export const calls: unknown[][] = []
let replies: { matches: (request: Request) => boolean; reply: Reply | ((request: Request) => Reply); left: number }[] = []

/** Answer the next `times` requests to `path` so; the newest rule counts. */
export function answer(method: string, path: string, status: number, data: unknown = null, times = Infinity): void {
  rule(method, path, { status, data }, times)
}
/** Let requests to `path` go without an answer. */
export const silence = (method: string, path: string, times = Infinity): void => rule(method, path, 'nothing', times)
export function rule(method: string, path: string, reply: Reply | ((request: Request) => Reply), times = Infinity): void {
  replies.unshift({ matches: (request) => request.method === method && request.url.replace('https://linli.test', '').split('?')[0] === path, reply, left: times })
}

interface Options extends Request {
  success: (answer: { statusCode: number; data: unknown }) => void
  fail: (error: { errMsg: string }) => void
}
function serve(options: Options, asText: boolean): void {
  const request = { url: options.url, method: options.method ?? 'POST', data: options.data, header: options.header, filePath: options.filePath }
  sent.push(request)
  const found = replies.find((each) => each.left > 0 && each.matches(request))
  if (found) found.left -= 1
  const reply = typeof found?.reply === 'function' ? found.reply(request) : (found?.reply ?? { status: 404, data: { code: 'not_found', message: '这里没有内容。', fields: {} } })
  setTimeout(() => {
    if (reply === 'nothing') options.fail({ errMsg: 'request:fail timeout' })
    else options.success({ statusCode: reply.status, data: asText ? JSON.stringify(reply.data) : reply.data })
  })
}

export const uniFake: Record<string, unknown> = {
  request: (options: Options) => serve(options, false),
  uploadFile: (options: Options) => serve(options, true),
  getStorageSync: (name: string) => store[name] ?? '',
  setStorageSync: (name: string, value: string) => {
    store[name] = value
  },
  removeStorageSync: (name: string) => {
    delete store[name]
  },
  navigateTo: ({ url }: { url: string }) => opened.push(url),
  redirectTo: ({ url }: { url: string }) => opened.push(`=${url}`),
  switchTab: ({ url }: { url: string }) => opened.push(`tab ${url}`),
  navigateBack: () => opened.push('back'),
  login: ({ success }: { success: (answer: { code: string }) => void }) => success({ code: 'js-code' }),
  getAccountInfoSync: () => ({ miniProgram: { appId: 'wx-linli' } }),
  getAppBaseInfo: () => ({ fontSizeSetting: 20 }),
  getSystemInfoSync: () => ({ language: 'zh_CN' }),
  makePhoneCall: ({ phoneNumber }: { phoneNumber: string }) => calls.push(['dial', phoneNumber]),
}

beforeEach(() => {
  sent.length = opened.length = calls.length = 0
  replies = []
  for (const name of Object.keys(store)) delete store[name]
  vi.stubGlobal('uni', uniFake)
  vi.stubGlobal('wx', {})
  vi.stubGlobal('getCurrentPages', () => [{}])
})
