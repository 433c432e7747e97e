// Tells elements with data-live="kind:code" what happens to that topic, on pages that load this module:
//
//   <div data-live="poll:7k3d9mpqx2" data-live-seq="12" hx-get="…" hx-trigger="live delay:300ms, live-resync">
//
// They get a bubbling "live" event with detail {topic, seq, payload}, and "live-resync" with detail {topic} where
// something was missed and the state should be asked for again. data-live-seq is the number the page was rendered at
// (portal.core.live.reached). Without websockets, or while the server is away, the page stays as it was loaded.
const TICKET = "/api/v1/live/ticket"
const LONGEST_PAUSE = 60_000

const seen = {}
let pause = 1_000
let timer = null
let busy = false

function followed(topic) {
  return [...document.querySelectorAll("[data-live]")].filter((element) => !topic || element.dataset.live === topic)
}

function tell(name, topic, detail) {
  for (const element of followed(topic)) element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }))
}

function hear(text) {
  const message = JSON.parse(text)
  if (message.joined) {
    pause = 1_000
    for (const [topic, seq] of Object.entries(message.joined)) seen[topic] ??= seq
  } else if (message.resync) {
    delete seen[message.resync]
    tell("live-resync", message.resync, { topic: message.resync })
  } else if (message.seq && !(message.seq <= seen[message.topic])) {
    seen[message.topic] = message.seq
    tell("live", message.topic, message)
  }
}

function later() {
  clearTimeout(timer)
  timer = setTimeout(connect, pause * (0.75 + Math.random() / 2))
  pause = Math.min(pause * 2, LONGEST_PAUSE)
}

function ask(topics) {
  const token = document.cookie.split("; ").find((entry) => entry.startsWith("csrftoken="))
  return fetch(TICKET, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token ? token.slice("csrftoken=".length) : "" },
    body: JSON.stringify({ topics }),
  })
}

function open(ticket, topics) {
  const known = Object.fromEntries(topics.filter((topic) => topic in seen).map((topic) => [topic, seen[topic]]))
  const query = new URLSearchParams({ ticket, since: JSON.stringify(known) })
  const line = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws/live?${query}`)
  line.onmessage = (event) => hear(event.data)
  line.onclose = () => {
    busy = false
    later()
  }
}

async function connect() {
  if (busy || document.hidden || !window.WebSocket) return
  for (const { dataset } of followed()) if (dataset.liveSeq) seen[dataset.live] ??= Number(dataset.liveSeq)
  const topics = [...new Set(followed().map((element) => element.dataset.live))].slice(0, 20)
  if (!topics.length) return
  busy = true
  try {
    const answer = await ask(topics)
    if (answer.ok) return open((await answer.json()).ticket, topics)
    if (answer.status < 500 && answer.status !== 429) return // not for this reader: busy stays, nothing is asked again
  } catch {
    // The server is away.
  }
  busy = false
  later()
}

document.addEventListener("visibilitychange", connect)
connect()
