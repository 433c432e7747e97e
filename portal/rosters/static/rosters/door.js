// Keeps the code at the door fresh without loading the page again. A code that the site would no longer take is hidden:
// its age is read from both clocks of the device, because one of them stops while it sleeps and the other may be set.
const door = document.querySelector("[data-door]")
const picture = document.getElementById("door-code")
const says = document.getElementById("door-says")
const left = document.getElementById("door-left")
const EVERY = 4_000
const PATIENCE = 8_000
// What may pass between the answer being written and it being read counts against the code.
const MARGIN = 5

door.classList.add("scripted")
let got = stamp()
let good = Number(door.dataset.seconds)
let grace = Number(door.dataset.grace)
let shut = picture.hidden
let answered = true
let signedOut = false
let asking = false

function stamp() {
  return [performance.now(), Date.now()]
}

function age() {
  return Math.max(performance.now() - got[0], Math.abs(Date.now() - got[1])) / 1000
}

async function ask() {
  if (asking) return
  asking = true
  const sent = stamp()
  try {
    const answer = await fetch(door.dataset.door, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })
    signedOut = answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 404
    answered = answer.ok
    if (answer.ok) show(await answer.json(), sent)
  } catch {
    answered = false
  }
  asking = false
  draw()
}

function show(now, sent) {
  got = sent
  good = now.seconds
  grace = now.grace
  shut = Boolean(now.shut)
  if (now.picture) picture.src = now.picture
  if (shut) says.textContent = now.shut
  document.getElementById("door-here").textContent = now.here
  document.getElementById("door-taken").textContent = now.taken
}

function draw() {
  const old = age()
  const dead = signedOut || old > good + grace - MARGIN
  const late = !answered || old > good + MARGIN
  picture.hidden = shut || dead
  left.value = shut || dead ? 0 : Math.max(good - old, 0)
  door.classList.toggle("away", late || dead)
  if (signedOut) says.textContent = says.dataset.signedOut
  else if (shut && !late) return
  else if (dead) says.textContent = says.dataset.stale
  else if (late) says.textContent = says.dataset.away
  else says.textContent = says.dataset.scan
}

setInterval(draw, 500)
setInterval(ask, EVERY)
// The device woke up: nothing is shown as good before it was asked for.
document.addEventListener("visibilitychange", () => {
  draw()
  if (!document.hidden) ask()
})
window.addEventListener("online", ask)
window.addEventListener("offline", draw)
ask()
