// Inside WeChat: what the card of this page shows when somebody sends it on. Words and picture are the page's own metas.
const SDK = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"
const SIGNATURE = "/api/v1/wechat/js-signature"
const WANTED = ["updateAppMessageShareData", "updateTimelineShareData"]

const meta = (name) => document.querySelector(`meta[property="og:${name}"]`)?.content ?? ""
const card = { title: meta("title"), desc: meta("description"), link: meta("url"), imgUrl: meta("image") }

const loaded = (address) =>
  new Promise((done, failed) => {
    const script = document.createElement("script")
    script.src = address
    script.onload = done
    script.onerror = failed
    document.head.append(script)
  })

const signature = async () => {
  const here = location.href.split("#")[0]
  const answer = await fetch(`${SIGNATURE}?url=${encodeURIComponent(here)}`)
  return answer.ok ? answer.json() : null
}

// Without signature or script WeChat makes a plain card by itself: nothing to tell anybody.
if (card.title) {
  const signed = await signature().catch(() => null)
  if (signed && (await loaded(SDK).then(() => true, () => false))) {
    const wx = window.wx
    wx.config({ debug: false, ...signed, jsApiList: WANTED })
    wx.ready(() => {
      wx.updateAppMessageShareData(card)
      wx.updateTimelineShareData({ title: card.title, link: card.link, imgUrl: card.imgUrl })
    })
  }
}
