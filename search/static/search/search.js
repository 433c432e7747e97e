// Arrow keys in the list beneath the field, and what was searched before on this very device.
const field = document.getElementById("search-q"), list = document.getElementById("search-suggested");
const KEY = "linli:searched", AT_MOST = 8;
const kept = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; } };
const keep = (words) => { try { localStorage.setItem(KEY, JSON.stringify(words)); } catch { /* a browser that keeps nothing */ } };

function remember() {
  const text = field.value.trim();
  if (text && text.length <= 40) keep([text, ...kept().filter((one) => one !== text)].slice(0, AT_MOST));
}
function showRecent() {
  const words = kept();
  if (field.value || !words.length) return;
  const rows = document.createElement("ul");
  rows.className = "search-list";
  rows.setAttribute("aria-label", list.dataset.recentTitle);
  for (const word of words) {
    const row = document.createElement("li"), link = document.createElement("a");
    link.href = `?q=${encodeURIComponent(word)}`;
    link.textContent = word;
    row.append(link);
    rows.append(row);
  }
  const row = document.createElement("li"), clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = list.dataset.recentClear;
  clear.addEventListener("click", () => { keep([]); close(); field.focus(); });
  row.append(clear);
  rows.append(row);
  list.replaceChildren(rows);
  mark();
}
function mark() { field.setAttribute("aria-expanded", String(Boolean(list.firstElementChild))); }
function close() { list.replaceChildren(); mark(); }
function move(step) {
  const links = [...list.querySelectorAll("a, button")];
  const at = links.indexOf(document.activeElement) + step;
  if (at < 0) field.focus(); else links[Math.min(at, links.length - 1)]?.focus();
}
if (field && list) {
  if (field.value) remember();
  field.addEventListener("focus", showRecent);
  field.form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { close(); field.focus(); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
  });
  field.form.addEventListener("submit", () => { remember(); close(); });
  document.addEventListener("click", (event) => { if (!field.form.contains(event.target)) close(); });
  list.addEventListener("htmx:afterSwap", () => { if (!field.value) showRecent(); mark(); });
}
