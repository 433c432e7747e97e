import { beforeEach, describe, expect, it, vi } from 'vitest'
import { online } from '@/lib/online'
import { canRecord, choosePictures, record } from '@/platform/media'
import { dial, systemLanguage, systemTypeSize, watchNetwork } from '@/platform/phone'
import { asked, listenForPrivacy, mayUsePersonal, readStatement } from '@/platform/privacy'
import { origin, siteSession } from '@/platform/site'
import { canSpeak, hush, speak } from '@/platform/speech'
import { askToSubscribe } from '@/platform/subscribe'
import { appId, inWeChat, loginCode, offerUpdate } from '@/platform/wechat'
import { calls, uniFake } from './phone'

const uni = (more: Record<string, unknown>) => vi.stubGlobal('uni', { ...uniFake, ...more })

beforeEach(() => {
  asked.value = null
})

describe('in WeChat', () => {
  it('is a program of its own, with no session of the site and no voice', () => {
    expect([inWeChat, siteSession, origin(), canSpeak, canRecord]).toEqual([true, null, '', false, true])
    const done = vi.fn()
    speak('读一下', done)
    hush()
    expect(done).toHaveBeenCalled()
  })
  it('knows who it is', async () => {
    expect([await loginCode(), appId()]).toEqual(['js-code', 'wx-linli'])
    uni({ login: ({ fail }: { fail: (error: object) => void }) => fail({ errMsg: 'login:fail' }) })
    await expect(loginCode()).rejects.toThrow('login:fail')
  })
  it('dials, and knows type size and language', () => {
    dial('025-52880000')
    expect(calls).toEqual([['dial', '025-52880000']])
    expect([systemTypeSize(), systemLanguage()]).toEqual([20, 'zh_CN'])
    uni({ getAppBaseInfo: () => ({}), getSystemInfoSync: () => ({}) })
    expect([systemTypeSize(), systemLanguage()]).toEqual([16, 'zh'])
  })
  it('follows the network', () => {
    let say: (state: { isConnected: boolean }) => void = () => undefined
    uni({ onNetworkStatusChange: (act: typeof say) => { say = act } })
    watchNetwork()
    say({ isConnected: false })
    expect(online.value).toBe(false)
    say({ isConnected: true })
    expect(online.value).toBe(true)
  })
  it('starts a new version when the reader says so', () => {
    const applyUpdate = vi.fn()
    let ready: () => void = () => undefined
    let confirm = false
    uni({
      getUpdateManager: () => ({ onUpdateReady: (act: () => void) => { ready = act }, applyUpdate }),
      showModal: ({ title, success }: { title: string; success: (answer: object) => void }) => { expect(title).toBe('有新版本'); success({ confirm }) },
    })
    offerUpdate(() => ({ title: '有新版本', content: '' }))
    ready()
    expect(applyUpdate).not.toHaveBeenCalled()
    confirm = true
    ready()
    expect(applyUpdate).toHaveBeenCalledOnce()
  })
})

describe('privacy', () => {
  it('asks with a sheet and hands the answer on', () => {
    let ask: (resolve: (answer: object) => void) => void = () => undefined
    vi.stubGlobal('wx', { onNeedPrivacyAuthorization: (act: typeof ask) => { ask = act }, openPrivacyContract: () => calls.push(['statement']) })
    listenForPrivacy()
    const said: object[] = []
    ask((answer) => said.push(answer))
    asked.value!.agree('agree-privacy')
    ask((answer) => said.push(answer))
    asked.value!.refuse()
    expect(said).toEqual([{ event: 'agree', buttonId: 'agree-privacy' }, { event: 'disagree' }])
    expect(asked.value).toBeNull()
    readStatement()
    expect(calls).toEqual([['statement']])
  })
  it('lets nothing personal be used without it', async () => {
    vi.stubGlobal('wx', { requirePrivacyAuthorize: ({ fail }: { fail: () => void }) => fail() })
    const chooseMedia = vi.fn()
    uni({ chooseMedia })
    expect([await mayUsePersonal(), await choosePictures(3)]).toEqual([false, []])
    expect(chooseMedia).not.toHaveBeenCalled()
  })
  it('is not asked by an old WeChat', async () => expect(await mayUsePersonal()).toBe(true))
})

describe('pictures and voice', () => {
  it('gives the paths, or none where the reader thought better of it', async () => {
    uni({ chooseMedia: ({ success }: { success: (answer: object) => void }) => success({ tempFiles: [{ tempFilePath: 'wxfile://1' }] }) })
    expect(await choosePictures(3)).toEqual(['wxfile://1'])
    uni({ chooseMedia: ({ fail }: { fail: () => void }) => fail() })
    expect(await choosePictures(3)).toEqual([])
  })
  it.each([
    ['a recording', (heard: Record<string, (made: object) => void>) => heard.stop!({ tempFilePath: 'wxfile://v', duration: 4400 }), { file: 'wxfile://v', seconds: 4 }],
    ['nothing where the microphone is refused', (heard: Record<string, (made: object) => void>) => heard.error!({}), null],
  ])('gives %s', async (_what, happens, expected) => {
    const heard: Record<string, (made: object) => void> = {}
    const recorder = { onStop: (act: never) => { heard.stop = act }, onError: (act: never) => { heard.error = act }, start: vi.fn(), stop: vi.fn() }
    uni({ getRecorderManager: () => recorder })
    const { done, stop } = record(60)
    stop()
    happens(heard)
    expect(await done).toEqual(expected)
    expect(recorder.start.mock.calls[0]![0]).toMatchObject({ duration: 60_000, format: 'mp3' })
  })
})

describe('messages', () => {
  it('tells what was said to each template', async () => {
    uni({ requestSubscribeMessage: ({ success }: { success: (answer: object) => void }) => success({ errMsg: 'ok', t1: 'accept', t2: 'reject' }) })
    expect(await askToSubscribe(['t1', 't2', 't3'])).toEqual({ t1: 'accept', t2: 'reject' })
  })
  it('tells nothing where messages are switched off', async () => {
    uni({ requestSubscribeMessage: ({ fail }: { fail: () => void }) => fail() })
    expect(await askToSubscribe(['t1'])).toEqual({})
  })
})
