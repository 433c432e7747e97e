// Runs a packed mini-program in a browser on glass-easel, WeChat's own open component framework. A test tool, never shipped.
// Not here: swiper, slider, map, canvas, video, web-view, scroll events; switchTab starts its page anew; canIUse is always true.
import * as glassEasel from 'glass-easel'
import { MiniProgramEnv } from 'glass-easel-miniprogram-adapter'
import { registerBuiltins } from './builtins.js'
import { addCss, drawBar, drawTabs, onBack, stackElement } from './screen.js'
import { makeWx, openTypes } from './wx.js'

const MP = window.__MP
glassEasel.globalOptions.useMethodCallerListeners = true // handlers put on the instance at run time (uni-app) work as in WeChat
glassEasel.globalOptions.writeIdToDOM = false
const keepFromVue = (target) => Object.defineProperty(target, '__v_skip', { value: true }) // Vue's deep watchers stay out of the framework
for (const each of [glassEasel.Element, glassEasel.TextNode, glassEasel.Component]) keepFromVue(each.prototype)

// Events as WeChat hands them out: own type and detail, target and currentTarget as {id, dataset}.
const wrapEvent = glassEasel.Event.prototype.wrapShadowedEvent
const plainTarget = (target) => {
  const element = target?._$ ?? target
  return { id: element?.id ?? '', dataset: { ...(element?.dataset ?? {}) }, offsetLeft: 0, offsetTop: 0 }
}
glassEasel.Event.prototype.wrapShadowedEvent = function (target, mark, currentTarget) {
  const event = wrapEvent.call(this, target, mark, currentTarget)
  Object.assign(event, { type: this.type, timeStamp: this.timeStamp, detail: this.detail, target: plainTarget(target), currentTarget: plainTarget(currentTarget) })
  if (/^touch/.test(event.type))
    for (const name of ['touches', 'changedTouches'])
      event[name] = Array.from(this.detail?.[name] ?? [], (each) => ({ identifier: each.identifier, pageX: each.pageX, pageY: each.pageY, clientX: each.clientX, clientY: each.clientY }))
  if (/^key/.test(event.type)) event.key = this.detail?.key
  return event
}

// ---- styles: app and pages global, a component's own with its isolation prefix
const cssOf = Object.fromEntries(MP.css)
if (cssOf['app.wxss']) addCss(cssOf['app.wxss'], 'app.wxss')
function prefix(rules, scope) {
  for (const rule of rules) {
    if (rule.selectorText) rule.selectorText = rule.selectorText.replace(/\.(-?[_a-zA-Z\u4e00-\u9fff][\w-]*)/g, `.${scope}--$1`)
    if (rule.cssRules?.length && !(rule instanceof CSSKeyframesRule)) prefix(rule.cssRules, scope)
  }
}
function addComponentCss(path, scope) {
  const text = cssOf[`${path}.wxss`]
  if (!text) return
  const style = addCss(text, path)
  if (scope) prefix(style.sheet.cssRules, scope)
}

// ---- modules and components
const env = new MiniProgramEnv()
const space = env.createCodeSpace('main', true)
window.getRegExp = (pattern, flags) => new RegExp(pattern, flags) // globals of WXS
window.getDate = (...parts) => new Date(...parts)
for (const [path, json] of Object.entries(MP.comps)) {
  space.addComponentStaticConfig(path, json)
  space.addCompiledTemplate(path, { groupList: MP.templates, content: MP.templates[path] })
  if (!MP.app.pages.includes(path)) json.component = true
}
let scopes = 0
function isolate(path, options) {
  const json = MP.comps[path]
  if (!json.component) return addComponentCss(path)
  json.styleIsolation ??= options.styleIsolation ?? (options.addGlobalClass ? 'apply-shared' : undefined)
  const shared = json.styleIsolation === 'shared' || json.styleIsolation === 'page-shared'
  const scope = shared ? undefined : `c${++scopes}`
  if (scope) space.addStyleSheet(path, undefined, scope)
  addComponentCss(path, scope)
}
const cache = {}
function load(file) {
  if (cache[file]) return cache[file].exports
  const module = MP.modules[file]
  if (!module) throw new Error(`module ${file} is not defined`)
  const made = (cache[file] = { exports: {} })
  const require = (ref) => {
    if (!module.deps[ref]) throw new Error(`${file}: cannot require ${ref}`)
    return load(module.deps[ref])
  }
  module.fn.call(made.exports, require, made, made.exports)
  return made.exports
}
// WeChat fires `ready` after layout, children first; glass-easel leaves that to its host.
let pending = []
const readyBehavior = space.behavior().definition({
  lifetimes: {
    created() { keepFromVue(this) },
    attached() {
      if (!pending.length)
        setTimeout(() => {
          const list = pending.reverse()
          pending = []
          for (const each of list) each._$.triggerLifetime('ready', [])
        })
      pending.push(this)
    },
  },
}).register()
const noBehavior = space.behavior().definition({}).register()
const behaviors = (given = []) => given.map((each) => (typeof each === 'string' || !each ? noBehavior : each))
const prepared = (options) => ({ ...options, behaviors: [readyBehavior, ...behaviors(options.behaviors)] })
let current = null
let app
const defined = new Set()
const stack = []
const page = () => stack[stack.length - 1]
Object.assign(window, {
  App: (options) => { app = options },
  getApp: () => app,
  getCurrentPages: () => stack.map((each) => each.caller),
  Page: (options) => { defined.add(current.path); isolate(current.path, {}); current.env.Page(prepared(options)) },
  Component: (options) => { defined.add(current.path); isolate(current.path, options.options ?? {}); return current.env.Component(prepared(options)) },
  Behavior: (options) => (current?.env ?? space.componentEnv('_', (each) => each)).Behavior({ ...options, behaviors: behaviors(options.behaviors) }),
  global: window,
  __wxConfig: { envVersion: 'develop', pages: MP.app.pages },
})
function define(path) {
  if (defined.has(path) || cache[`${path}.js`]) return
  const before = current
  space.componentEnv(path, (componentEnv) => {
    current = { path, env: componentEnv }
    try { load(`${path}.js`) } finally { current = before }
  })
}
function defineDeep(path, seen = new Set()) {
  if (seen.has(path) || path.startsWith('__mp/')) return
  seen.add(path)
  for (const used of Object.values(MP.comps[path]?.usingComponents ?? {})) defineDeep(used.slice(1), seen)
  define(path)
}

// ---- routing
const context = new glassEasel.CurrentWindowBackendContext()
context.onEvent((target, type, detail, options) => { glassEasel.triggerEvent(target, type, detail, options) })
const backend = env.associateBackend(context)
const tabs = MP.app.tabBar?.list ?? []
const call = (each, name, ...given) => (typeof each.caller[name] === 'function' ? each.caller[name](...given) : undefined)
const redraw = () => { const top = page(); if (top) drawBar({ title: top.title, canGoBack: stack.length > 1, isTab: tabs.some((tab) => tab.pagePath === top.path) }) }
const absolute = (url) => (url.startsWith('/') ? url : `/${page() ? new URL(url, `http://x/${page().path}`).href.slice(9) : url}`)

function open(url) {
  const [raw, search = ''] = url.split('?')
  const path = raw.replace(/^\//, '')
  if (!MP.app.pages.includes(path)) throw new Error(`page "${path}" is not found`)
  defineDeep(path)
  // WeChat hands a page its query still encoded.
  const query = Object.fromEntries(search.split('&').filter(Boolean).map((part) => part.split('=')).map(([name, ...value]) => [name, value.join('=')]))
  const root = backend.createRoot('page', space, `/${path}`)
  const opened = { path, query, root, caller: root.get(), title: MP.comps[path].navigationBarTitleText ?? MP.app.window?.navigationBarTitleText ?? '' }
  Object.assign(opened.caller, { route: path, __route__: path, options: query, is: path })
  const place = document.createElement('div')
  stackElement.append(place)
  root.attach(stackElement, place)
  opened.element = root.getComponent().getBackendElement()
  opened.element.dataset.route = path
  stack.push(opened)
  redraw()
  window.scrollTo(0, 0)
  call(opened, 'onLoad', query)
  call(opened, 'onShow')
  root.getComponent().triggerPageLifetime?.('show', [])
  setTimeout(() => call(opened, 'onReady'))
}
function close() {
  const closed = stack.pop()
  call(closed, 'onUnload')
  closed.root.release()
  closed.element.remove()
}
const router = {
  page,
  push(url) {
    if (stack.length >= 10) throw new Error('webview count limit exceed')
    const target = absolute(url)
    const top = page()
    top.scroll = window.scrollY
    top.element.style.display = 'none'
    call(top, 'onHide')
    open(target)
  },
  replace(url) { const target = absolute(url); close(); open(target) },
  restart(url) { const target = absolute(url); while (stack.length) close(); open(target) },
  back(delta) {
    for (let left = Math.min(delta, stack.length - 1); left > 0; left -= 1) close()
    const top = page()
    top.element.style.display = ''
    redraw()
    window.scrollTo(0, top.scroll ?? 0)
    call(top, 'onShow')
  },
  title(text) { page().title = text; redraw() },
  pullDown() { call(page(), 'onPullDownRefresh') },
}

const entry = location.hash.length > 2 ? location.hash.slice(1) : `/${MP.app.pages[0]}`
const launch = { path: entry.split('?')[0].slice(1), query: {}, scene: 1001, referrerInfo: {} }
const wx = (window.wx = makeWx(router, launch))
window.__router = router
registerBuiltins(space, openTypes(router))
onBack(() => wx.navigateBack())
drawTabs(tabs, (url) => router.restart(url))
load('app.js')
app ??= {}
app.onLaunch?.(launch)
app.onShow?.(launch)
open(entry)
