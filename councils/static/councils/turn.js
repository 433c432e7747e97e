// Counts down the time left to whoever speaks: <output data-left="87">. The server says how much is left when the page
// or its floor is drawn, so a wrong clock on a phone changes nothing. Without scripts the number stays as it was drawn.
const begun = new WeakMap()

function show() {
  for (const clock of document.querySelectorAll("[data-left]")) {
    if (!begun.has(clock)) begun.set(clock, performance.now())
    const left = Number(clock.dataset.left) - Math.floor((performance.now() - begun.get(clock)) / 1000)
    const whole = Math.abs(left)
    clock.textContent = `${left < 0 ? "−" : ""}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`
    clock.classList.toggle("over", left < 0)
  }
}

show()
setInterval(show, 500)
