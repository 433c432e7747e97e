// Makes the moderators' inbox quick: keys, canned replies that fill the reason, ticking. Every button works without it.

const root = document.querySelector("[data-inbox]");
const cards = [...root.querySelectorAll("[data-card]")];
const bulk = root.querySelector("[data-bulk]");
const help = root.querySelector("[data-help]");
const TYPING = "textarea, select, input:not([type=checkbox]), [contenteditable]";

// Picking a canned reply puts its words into the reason beside it, to be sent as they are or changed.
root.addEventListener("change", (event) => {
  if (event.target.matches("[data-reply]")) {
    const reason = event.target.closest("form").querySelector("[data-reason]");
    const text = event.target.selectedOptions[0].dataset.text;
    if (text) reason.value = text;
    reason.focus();
  }
  if (event.target.closest("[data-filters]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-tick], [data-tick-all]")) showTicked(event.target);
});

// A second press while the first is on its way would only be told that it came too late.
root.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else if (event.target.method === "post") event.target.dataset.sent = "1";
});
window.addEventListener("pageshow", () => root.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent));

function showTicked(changed) {
  const ticks = [...root.querySelectorAll("[data-tick]")];
  const all = root.querySelector("[data-tick-all]");
  if (changed === all) ticks.forEach((tick) => (tick.checked = all.checked));
  const count = ticks.filter((tick) => tick.checked).length;
  all.checked = count === ticks.length;
  const words = root.querySelector("[data-ticked]");
  words.textContent = count === 0 ? "" : count === 1 ? words.dataset.one : words.dataset.many.replace("{n}", count);
}
if (bulk) bulk.querySelector("[data-all]").hidden = false;

function current() {
  return document.activeElement.closest("[data-card]") ?? null;
}

function go(step) {
  const at = cards.indexOf(current());
  const next = cards[at < 0 ? 0 : Math.min(Math.max(at + step, 0), cards.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function decide(key) {
  const button = current()?.querySelector(`[data-key="${key}"]`);
  if (!button) return;
  const why = button.closest("[data-why]");
  if (!why) button.click();
  else {
    why.open = true;
    why.querySelectorAll("[data-key]").forEach((each) => each.toggleAttribute("data-meant", each === button));
    why.querySelector("[data-reason]").focus();
  }
}

function toggleHelp() {
  if (help.open) help.close();
  else help.showModal();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  x: () => current()?.querySelector("[data-tick]")?.click(),
  a: () => decide("a"),
  r: () => decide("r"),
  h: () => decide("h"),
  f: () => decide("f"),
  "?": toggleHelp,
};

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches("[data-reason]")) {
    event.target.closest("[data-why]")?.querySelector("[data-meant]")?.click();
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches?.(TYPING)) {
    if (event.key === "Escape") event.target.closest("[data-card]")?.focus();
    return;
  }
  const act = KEYS[event.key];
  if (!act || (help.open && event.key !== "?")) return;
  // Before Wagtail's own keys, of which "?" is one as well.
  event.preventDefault();
  event.stopImmediatePropagation();
  act();
}

if (root.hasAttribute("data-keys")) {
  window.addEventListener("keydown", onKey, { capture: true });
  window.addEventListener("keypress", (event) => {
    if (event.key === "?" && !event.target.matches?.(TYPING)) event.stopImmediatePropagation();
  }, { capture: true });
  const open = root.querySelector("[data-help-open]");
  open.hidden = false;
  open.addEventListener("click", toggleHelp);
}
