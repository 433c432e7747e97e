// What WeChat's own shell draws around the pages: title bar, tabs, toasts, dialogs; and the styles of its built-ins.
const doc = document

const BASE = `body{margin:0;font:16px/1.4 system-ui,"Noto Sans CJK SC",sans-serif;display:flex;flex-direction:column;min-height:100vh}
page,view,scroll-view,swiper,form,cover-view,navigator,radio-group,checkbox-group,movable-area,root-portal,picker{display:block}
scroll-view{overflow:auto}text,label,icon{display:inline}[hidden]{display:none!important}
image{display:inline-block;width:320px;height:240px;background:center/100% 100% no-repeat}
button{display:block;position:relative;width:100%;box-sizing:border-box;border:0;border-radius:5px;padding:0 14px;font:inherit;font-size:18px;line-height:2.56;text-align:center;background:#f8f8f8;color:#000;margin:0 auto}
switch,checkbox,radio{display:inline-block;vertical-align:middle;width:22px;height:22px;border:1px solid #999;border-radius:4px;background:#fff}
radio{border-radius:50%}switch{width:52px;height:32px;border-radius:16px;background:#ddd}[aria-checked=true]{background:#07c160}
input,textarea{font:inherit;border:0;box-sizing:border-box;width:100%;background:transparent}
#mp-stack{flex:1}#mp-tabs{position:sticky;bottom:0;display:flex;background:#fff;border-top:1px solid #eee;z-index:999}
#mp-nav{position:sticky;top:0;z-index:999;display:flex;align-items:center;height:44px;background:#fff;border-bottom:1px solid #eee}
#mp-nav button{width:64px;margin:0;background:none;font-size:16px}#mp-nav h1{flex:1;margin:0 64px 0 0;font-size:17px;text-align:center}
#mp-nav button[hidden]+h1{margin-left:64px}
#mp-toast,#mp-modal{position:fixed;left:50%;top:45%;transform:translate(-50%,-50%);background:#333;color:#fff;padding:16px 20px;border-radius:8px;z-index:9999}
#mp-toast:empty{display:none}#mp-modal{background:#fff;color:#000;box-shadow:0 0 0 100vmax #0008}`

export function addCss(text, from) {
  const style = doc.createElement('style')
  style.dataset.from = from
  style.textContent = text
  doc.head.append(style)
  return style
}

export const setAttribute = Element.prototype.setAttribute
const withoutRpx = (value) =>
  typeof value === 'string' && value.includes('rpx') ? value.replace(/(-?\d*\.?\d+)rpx\b/g, (_all, n) => `calc(${n} * 100vw / 750)`) : value
Element.prototype.setAttribute = function (name, value) {
  return setAttribute.call(this, name, name === 'style' ? withoutRpx(value) : value)
}

addCss(BASE, 'mp-base')
doc.body.innerHTML =
  '<header id="mp-nav"><button type="button" hidden aria-label="返回">‹</button><h1></h1></header><main id="mp-stack"></main>' +
  '<nav id="mp-tabs" hidden></nav><div id="mp-toast" role="status"></div>'
const nav = doc.getElementById('mp-nav')
const tabs = doc.getElementById('mp-tabs')
const toast = doc.getElementById('mp-toast')
export const stackElement = doc.getElementById('mp-stack')

export function drawTabs(list, go) {
  for (const { text, pagePath } of list) {
    const button = doc.createElement('button')
    button.type = 'button'
    button.textContent = text
    button.onclick = () => go(`/${pagePath}`)
    tabs.append(button)
  }
}
export const onBack = (back) => (nav.firstChild.onclick = back)

export function drawBar({ title, canGoBack, isTab }) {
  nav.querySelector('h1').textContent = doc.title = title
  nav.firstChild.hidden = !canGoBack
  tabs.hidden = !isTab
}
export const nameTab = (index, text) => (tabs.children[index].textContent = text)

let fading
export function say(text, milliseconds) {
  toast.textContent = text
  clearTimeout(fading)
  if (milliseconds) fading = setTimeout(() => (toast.textContent = ''), milliseconds)
}

/** A dialog; `add(text, act)` gives it a button that closes it. */
export function dialog(title, content = '') {
  const box = doc.createElement('div')
  box.id = 'mp-modal'
  setAttribute.call(box, 'role', 'dialog')
  setAttribute.call(box, 'aria-label', title)
  box.innerHTML = '<h2></h2><p></p>'
  box.children[0].textContent = title
  box.children[1].textContent = content
  doc.body.append(box)
  const add = (text, act) => {
    const button = doc.createElement('button')
    button.type = 'button'
    button.textContent = text
    button.onclick = () => {
      box.remove()
      act()
    }
    box.append(button)
  }
  return { box, add }
}
