// wx.*: what the program asks of WeChat. Sign-in codes, numbers and prompts come from the WeChat stand-in, as the person whom the
// test put into window.__phone = {site, wechat, person, phone, picture, recording, …}; refusals are switched there too.
import { dialog, nameTab, say } from './screen.js'

const realFetch = window.fetch.bind(window)
const store = window.sessionStorage
const KEY = 'mp:'
export const phone = Object.assign(
  { site: '', wechat: '', appId: 'touristappid', person: '', number: '', picture: '', recording: '', privacy: 'agreed', prompts: 'accept', scanned: '', shareNumber: true, online: true, typeSize: 16, language: 'zh_CN' },
  window.__phone,
)
window.__phone = phone
window.__shares = []
window.__calls = []
window.__clipboard = ''

const ok = (name, work) => (options = {}) => {
  const run = Promise.resolve().then(() => work(options)).then((answer) => ({ errMsg: `${name}:ok`, ...answer }))
  const done = run.then(
    (answer) => { options.success?.(answer); options.complete?.(answer); return answer },
    (error) => {
      const answer = { errMsg: `${name}:fail ${error.message ?? error}`, ...(error.extra ?? {}) }
      options.fail?.(answer)
      options.complete?.(answer)
      throw Object.assign(new Error(answer.errMsg), answer)
    },
  )
  if (!options.success && !options.fail && !options.complete) return done
  done.catch(() => undefined)
  return undefined
}
const lower = (header = {}) => Object.fromEntries(Object.entries(header).map(([name, value]) => [name.toLowerCase(), value]))

/** The program knows the site by the address that it was built with; here it answers where the test says. */
export const toSite = (url) => url.replace(/^https:\/\/[^/]+/, phone.site)

export async function standIn(act, body) {
  const answer = await realFetch(`${phone.wechat}/control/${act}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.error)
  return said
}

async function answered(url, options, signal) {
  if (!phone.online) throw new Error('network is down')
  const answer = await realFetch(toSite(url), { ...options, signal })
  return { status: answer.status, text: await answer.text(), header: Object.fromEntries(answer.headers) }
}

function request(options) {
  const control = new AbortController()
  const timer = options.timeout && setTimeout(() => control.abort(), options.timeout)
  ok('request', async () => {
    const method = (options.method ?? 'GET').toUpperCase()
    const header = { 'content-type': 'application/json', ...lower(options.header) }
    let body
    if (method === 'GET') delete header['content-type']
    else if (options.data !== undefined) body = typeof options.data === 'string' ? options.data : JSON.stringify(options.data)
    try {
      const { status, text, header: said } = await answered(options.url, { method, headers: header, body }, control.signal)
      let data = text
      if ((options.dataType ?? 'json') === 'json') try { data = JSON.parse(text) } catch { /* a page */ }
      return { statusCode: status, data, header: said, cookies: [] }
    } finally {
      clearTimeout(timer)
    }
  })({ success() {}, ...options })
  return { abort: () => control.abort(), onHeadersReceived() {}, offHeadersReceived() {} }
}

function uploadFile(options) {
  ok('uploadFile', async () => {
    const file = await (await realFetch(options.filePath)).blob()
    const form = new FormData()
    for (const [name, value] of Object.entries(options.formData ?? {})) form.append(name, value)
    form.append(options.name, file, options.filePath.split('/').pop() || 'file')
    const { status, text } = await answered(options.url, { method: 'POST', headers: lower(options.header), body: form })
    return { statusCode: status, data: text }
  })({ success() {}, ...options })
  return { abort() {}, onProgressUpdate() {}, offProgressUpdate() {} }
}

function recorder() {
  const heard = {}
  let stopped
  return {
    onStart: (act) => (heard.start = act), onStop: (act) => (heard.stop = act), onError: (act) => (heard.error = act),
    start: ({ duration }) => {
      if (!phone.recording) return setTimeout(() => heard.error?.({ errMsg: 'operateRecorder:fail auth deny' }))
      const began = Date.now()
      heard.start?.()
      const end = () => heard.stop?.({ tempFilePath: phone.recording, duration: Math.max(Date.now() - began, 1000), fileSize: 0 })
      const timer = setTimeout(end, duration)
      stopped = () => { clearTimeout(timer); end() }
    },
    stop: () => stopped?.(),
  }
}

function audio() {
  const heard = {}
  const player = { src: '', play() { window.__calls.push(['play', toSite(this.src)]); heard.Play?.() }, pause() { heard.Pause?.() }, stop() { heard.Stop?.() }, seek() {}, destroy() {} }
  for (const event of ['Canplay', 'Play', 'Pause', 'Stop', 'Ended', 'TimeUpdate', 'Error', 'Waiting', 'Seeking', 'Seeked']) {
    player[`on${event}`] = (act) => { heard[event] = act }
    player[`off${event}`] = () => { delete heard[event] }
  }
  return player
}

/** WeChat plays as soon as `src` is set, and wants a title by then. */
function backgroundAudio() {
  const player = audio()
  let src = ''
  Object.defineProperty(player, 'src', {
    get: () => src,
    set: (given) => {
      if (!player.title) throw new Error('getBackgroundAudioManager: title is required')
      src = given
      window.__calls.push(['listen', toSite(given), player.title, player.startTime ?? 0])
      player.play()
    },
  })
  return player
}

function downloadFile(options) {
  ok('downloadFile', async () => {
    const { status } = await answered(options.url, { headers: lower(options.header) })
    return { statusCode: status, tempFilePath: `wxfile://${options.url.split('/').pop()}` }
  })({ success() {}, ...options })
  return { abort() {}, onProgressUpdate() {}, offProgressUpdate() {} }
}

let background
let askPrivacy = null
/** As WeChat does before a personal interface: asks until it was agreed to. */
async function requirePrivacy() {
  if (phone.privacy === 'agreed') return {}
  if (!askPrivacy) throw new Error('privacy permission is not authorized')
  const said = await new Promise((resolve) => askPrivacy(resolve))
  if (said.event !== 'agree') throw new Error('privacy permission is not authorized')
  phone.privacy = 'agreed'
  return {}
}

const system = () => ({ brand: 'devtools', model: 'mp-runner', platform: 'devtools', system: 'Chromium', version: '8.0.50', SDKVersion: '3.8.12', language: phone.language, pixelRatio: window.devicePixelRatio, windowWidth: window.innerWidth, windowHeight: window.innerHeight - 44, screenWidth: window.innerWidth, screenHeight: window.innerHeight, statusBarHeight: 0, safeArea: { top: 0, left: 0, right: window.innerWidth, bottom: window.innerHeight, width: window.innerWidth, height: window.innerHeight }, fontSizeSetting: phone.typeSize, theme: 'light' })

/** What a button with `open-type` does, by type. */
export const openTypes = (router) => ({
  getPhoneNumber: async (button) => {
    if (!phone.shareNumber) return button.triggerEvent('getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' })
    await requirePrivacy()
    const { code } = await standIn('phone_code', { person: phone.person, phone: phone.number })
    button.triggerEvent('getphonenumber', { code, errMsg: 'getPhoneNumber:ok' })
  },
  chooseAvatar: (button) => button.triggerEvent('chooseavatar', { avatarUrl: phone.picture }),
  agreePrivacyAuthorization: (button) => button.triggerEvent('agreeprivacyauthorization', {}),
  share: (button) => window.__shares.push(router.page().caller.onShareAppMessage?.({ from: 'button', target: { dataset: button.dataset } })),
})

function api(router, launch) {
  const value = (name) => store.getItem(KEY + name)
  return {
    request,
    uploadFile,
    downloadFile,
    openDocument: ok('openDocument', (o) => { window.__calls.push(['document', o.filePath]) }),
    getBackgroundAudioManager: () => (background ??= backgroundAudio()),
    login: ok('login', async () => ({ code: (await standIn('js_code', { person: phone.person })).code })),
    checkSession: ok('checkSession', () => ({})),
    navigateTo: ok('navigateTo', (o) => router.push(o.url)), redirectTo: ok('redirectTo', (o) => router.replace(o.url)),
    reLaunch: ok('reLaunch', (o) => router.restart(o.url)), switchTab: ok('switchTab', (o) => router.restart(o.url)),
    navigateBack: ok('navigateBack', (o) => router.back(o?.delta ?? 1)),
    showToast: ok('showToast', (o) => say(o.title, o.duration ?? 1500)), hideToast: ok('hideToast', () => say('')),
    showLoading: ok('showLoading', (o) => say(o.title)), hideLoading: ok('hideLoading', () => say('')),
    showModal: ok('showModal', (o) => new Promise((resolve) => {
      const { add } = dialog(o.title ?? '', o.content ?? '')
      if (o.showCancel !== false) add(o.cancelText ?? '取消', () => resolve({ confirm: false, cancel: true }))
      add(o.confirmText ?? '确定', () => resolve({ confirm: true, cancel: false }))
    })),
    showActionSheet: ok('showActionSheet', (o) => new Promise((resolve, reject) => {
      const { add } = dialog(o.alertText ?? '')
      o.itemList.forEach((text, tapIndex) => add(text, () => resolve({ tapIndex })))
      add('取消', () => reject(new Error('cancel')))
    })),
    setNavigationBarTitle: ok('setNavigationBarTitle', (o) => router.title(o.title)),
    setNavigationBarColor: ok('setNavigationBarColor', () => ({})),
    setTabBarItem: ok('setTabBarItem', (o) => { nameTab(o.index, o.text) }),
    showShareMenu: ok('showShareMenu', () => ({})), hideShareMenu: ok('hideShareMenu', () => ({})),
    requestSubscribeMessage: ok('requestSubscribeMessage', async (o) => {
      if (phone.prompts === 'off') throw new Error('The main switch is switched off')
      await standIn('prompt', { person: phone.person, templates: o.tmplIds, answer: phone.prompts })
      return Object.fromEntries(o.tmplIds.map((id) => [id, phone.prompts]))
    }),
    getPrivacySetting: ok('getPrivacySetting', () => ({ needAuthorization: phone.privacy !== 'agreed', privacyContractName: '《用户隐私保护指引》' })),
    requirePrivacyAuthorize: ok('requirePrivacyAuthorize', requirePrivacy),
    onNeedPrivacyAuthorization: (ask) => { askPrivacy = ask },
    openPrivacyContract: ok('openPrivacyContract', () => { window.__calls.push(['statement']) }),
    chooseMedia: ok('chooseMedia', async (o) => {
      await requirePrivacy()
      if (!phone.picture) throw new Error('cancel')
      return { type: 'image', tempFiles: [phone.picture].flat().slice(0, o.count).map((tempFilePath) => ({ tempFilePath, size: 1, fileType: 'image' })) }
    }),
    scanCode: ok('scanCode', () => {
      if (!phone.scanned) throw new Error('cancel')
      return { result: phone.scanned, scanType: 'QR_CODE', charSet: 'utf-8', path: '' }
    }),
    previewImage: ok('previewImage', (o) => { window.__calls.push(['preview', o.current ?? o.urls[0]]) }),
    getRecorderManager: recorder,
    createInnerAudioContext: audio,
    makePhoneCall: ok('makePhoneCall', (o) => { window.__calls.push(['dial', o.phoneNumber]) }),
    setClipboardData: ok('setClipboardData', (o) => { window.__clipboard = o.data }),
    onNetworkStatusChange: (act) => { window.__setOnline = (isConnected) => { phone.online = isConnected; act({ isConnected, networkType: isConnected ? 'wifi' : 'none' }) } },
    getNetworkType: ok('getNetworkType', () => ({ networkType: phone.online ? 'wifi' : 'none' })),
    pageScrollTo: ok('pageScrollTo', (o) => { window.scrollTo(0, o.scrollTop ?? 0) }), stopPullDownRefresh: ok('stopPullDownRefresh', () => ({})), startPullDownRefresh: ok('startPullDownRefresh', () => router.pullDown()),
    vibrateShort: ok('vibrateShort', () => ({})),
    getStorage: ok('getStorage', (o) => { if (value(o.key) == null) throw new Error('data not found'); return { data: JSON.parse(value(o.key)) } }),
    setStorage: ok('setStorage', (o) => store.setItem(KEY + o.key, JSON.stringify(o.data))), removeStorage: ok('removeStorage', (o) => store.removeItem(KEY + o.key)),
    getStorageSync: (name) => (value(name) == null ? '' : JSON.parse(value(name))), setStorageSync: (name, data) => store.setItem(KEY + name, JSON.stringify(data)), removeStorageSync: (name) => store.removeItem(KEY + name), clearStorageSync: () => store.clear(),
    getStorageInfoSync: () => ({ keys: Object.keys(store).map((name) => name.slice(KEY.length)), currentSize: 0, limitSize: 10240 }),
    getSystemInfoSync: system, getSystemInfo: ok('getSystemInfo', system), getWindowInfo: system, getDeviceInfo: system, getAppBaseInfo: system, getSystemSetting: system, getAppAuthorizeSetting: system,
    getAccountInfoSync: () => ({ miniProgram: { appId: phone.appId, envVersion: 'develop', version: '' } }),
    getLaunchOptionsSync: () => launch, getEnterOptionsSync: () => launch,
    getMenuButtonBoundingClientRect: () => ({ width: 87, height: 32, top: 6, right: window.innerWidth - 7, bottom: 38, left: window.innerWidth - 94 }),
    getUpdateManager: () => ({ onCheckForUpdate() {}, onUpdateReady: (act) => { window.__updateReady = act }, onUpdateFailed() {}, applyUpdate: () => { window.__calls.push(['update']) } }),
    canIUse: () => true, nextTick: (act) => Promise.resolve().then(act),
    createSelectorQuery: () => router.page().caller.createSelectorQuery(), createIntersectionObserver: (component, options) => component.createIntersectionObserver(options),
    createAnimation: () => new Proxy({}, { get: (_target, name) => (name === 'export' ? () => ({ actions: [] }) : function () { return this }) }),
    arrayBufferToBase64: (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))), getLogManager: () => console, getRealtimeLogManager: () => console, env: { USER_DATA_PATH: '' },
  }
}

/** `wx` for the program: names it lacks are listed in window.__missing, and the tests fail on any. */
export function makeWx(router, launch) {
  const known = api(router, launch)
  const extra = {}
  window.__missing = new Set()
  return new Proxy(known, {
    get(target, name) {
      if (name in extra) return extra[name]
      if (name in target) return target[name]
      if (typeof name !== 'string' || name === 'then') return undefined
      if (/^(on|off)[A-Z]/.test(name) || /Sync$/.test(name)) return () => undefined
      if (/^\$|^__/.test(name) || /^(canvas|cloud|worklet|miniapp)$/.test(name)) return undefined
      window.__missing.add(name)
      return undefined
    },
    set(_target, name, given) { extra[name] = given; return true },
    has: (target, name) => name in target || name in extra,
  })
}
