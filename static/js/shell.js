// What every page does: no answer is lost silently, work under way is announced, keys everywhere.

const byId = (id) => document.getElementById(id);
const region = () => byId("toasts"); // where toasts appear; its data are the texts of failures
const words = () => region().dataset;

// ------------------------------------------------------------------ toasts
// Shown by the server or by a script, gone after a while unless they tell of a failure.
const LASTS = 10_000; // milliseconds; the clock stands still while somebody points at it or tabs to it
const timers = new WeakMap();

export function toast(text, tone = "info") {
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.tone = tone;
  if (tone === "error") box.role = "alert";
  const line = document.createElement("p");
  line.textContent = text;
  const close = document.createElement("button");
  close.className = "button";
  close.type = "button";
  close.dataset.variant = "bare";
  close.dataset.dismiss = "";
  close.textContent = "✕";
  close.ariaLabel = region().dataset.dismissLabel;
  box.append(line, close);
  add(box);
}

// Show the toast in an answer of ours; false when there is none.
function adopt(html) {
  const box = new DOMParser().parseFromString(html, "text/html").querySelector("body > .toast");
  if (box) add(document.adoptNode(box));
  return Boolean(box);
}

function add(box) {
  const same = [...region().querySelectorAll(".toast p")].find((p) => p.textContent === box.querySelector("p").textContent);
  same?.closest(".toast").remove(); // ten failures of one kind are one toast
  region().append(box);
}

function wind(box) {
  if (box.dataset.tone === "error" || box.dataset.tone === "warning") return;
  clearTimeout(timers.get(box));
  if (box.matches(":hover") || box.contains(document.activeElement)) return;
  timers.set(box, setTimeout(() => box.remove(), LASTS));
}

const toastOf = (event) => (event.target instanceof Element ? event.target.closest(".toast") : null);

for (const stop of ["pointerover", "focusin"]) {
  document.addEventListener(stop, (event) => clearTimeout(timers.get(toastOf(event))));
}
for (const start of ["pointerout", "focusout"]) {
  document.addEventListener(start, (event) => toastOf(event) && wind(toastOf(event)));
}
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-dismiss]")) toastOf(event)?.remove();
});
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node instanceof Element && node.matches(".toast")) wind(node);
  }
}).observe(document.documentElement, { childList: true, subtree: true });
document.querySelectorAll(".toast").forEach(wind);

// ------------------------------------------------------------------ answers of HTMX
document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (!adopt(xhr.responseText)) toast(xhr.status === 403 ? words().forbidden : words().failed, "error");
});
for (const event of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(event, () => {
    toast(words().unanswered, "error");
    lookForLine();
  });
}
for (const event of ["htmx:swapError", "htmx:onLoadError", "htmx:targetError"]) {
  document.addEventListener(event, () => toast(words().failed, "error"));
}

// A part that this page does not have cannot be filled: the form or link then does what it does without scripts.
for (const kind of ["submit", "click"]) {
  document.addEventListener(kind, (event) => {
    const one = event.target.closest?.(kind === "submit" ? "form[hx-post], form[hx-get]" : "a[hx-get], button[hx-post]");
    const target = one?.closest("[hx-target]")?.getAttribute("hx-target") ?? "";
    if (target.startsWith("#") && !document.querySelector(target)) event.stopImmediatePropagation();
  }, true);
}

document.addEventListener("htmx:beforeRequest", ({ detail: { target } }) => target?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", ({ detail: { target } }) => target?.removeAttribute("aria-busy"));

document.addEventListener("change", ({ target }) => {
  if (target.closest?.("[data-look]")) document.documentElement.dataset[target.name] = target.value; // theme, density
});

// What was staged in this tab belongs to the person who leaves.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-sign-out]")) sessionStorage.clear();
});

// ------------------------------------------------------------------ no line to Tandem
const AGAIN = 5_000; // milliseconds until it is looked whether the line is back
let looking = 0;

function showLine(isThere) {
  byId("offline")?.toggleAttribute("hidden", isThere);
  clearTimeout(looking);
  if (!isThere) looking = setTimeout(lookForLine, AGAIN);
}

function lookForLine() {
  if (!navigator.onLine) return showLine(false);
  return fetch("/livez", { cache: "no-store" }).then(() => showLine(true), () => showLine(false));
}
addEventListener("offline", () => showLine(false));
addEventListener("online", lookForLine);
if (!navigator.onLine) showLine(false);

// ------------------------------------------------------------------ keys
const writes = ({ target }) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [data-record]");
const isLetter = (event) => event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;

// Whoever switched letters off: no page sees one, so no page has to ask.
addEventListener("keydown", (event) => {
  if (isLetter(event) && localStorage.getItem("letters") === "off" && !writes(event)) event.stopImmediatePropagation();
}, true);

// What is typed before the palette is there is typed into it.
function open(what) {
  let typed = "";
  const keep = (event) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    typed += event.key;
  };
  addEventListener("keydown", keep, true);
  import("./palette.js")
    .then((palette) => palette[what](() => typed))
    .catch(() => toast(words().unanswered, "error"))
    .finally(() => removeEventListener("keydown", keep, true));
}

document.addEventListener("keydown", (event) => {
  const isPalette = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  const isKeys = event.key === "?" && isLetter(event) && !writes(event);
  if (event.defaultPrevented || (!isPalette && !isKeys) || !byId("open-palette")) return;
  event.preventDefault();
  open(isPalette ? "openPalette" : "openKeys");
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-open]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  open(link.dataset.open);
});

// ---------------------------------------------------------------- focus
// Focus is never lost: where a control goes away with focus on it, by a swap, a delete, a dialog or a toast, something
// that makes sense has it next. A page that knows better does it first.

const LATER = 60; // milliseconds: a page knows better where to go once its swap has settled
const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
let last = null; // what had focus
let around = []; // what it was in, the nearest first
let before = null; // what had focus before it, outside of toasts and dialogs
let waiting = 0;

const isThere = (element) => element?.isConnected && !element.disabled && element.checkVisibility();

function note([target, ...others]) {
  if (last && !last.closest(".toast, dialog, [popover]")) before = last;
  last = target;
  around = others.filter((one) => one instanceof Element && one !== document.body && one !== document.documentElement);
}

document.addEventListener("focusin", (event) => note(event.composedPath()));
document.addEventListener("pointerdown", ({ target }) => {
  if (!target.closest?.(CONTROLS)) last = null; // whoever clicks on nothing wants focus nowhere
});

// Where a control went away with focus on it: what replaced it, else what was used before it, else what it was in.
function keepFocus() {
  const active = document.activeElement;
  if (!last || (active && active !== document.body) || isThere(last)) return;
  const again = last.id ? byId(last.id) : null;
  const passing = around.some((one) => one.matches(".toast, dialog, [popover]"));
  const home = around.map((one) => (one.isConnected ? one : one.id && byId(one.id))).find((one) => isThere(one) && !one.matches(".toasts"));
  const next = [again, passing && before, home, byId("main")].find(isThere);
  if (!next) return;
  if (!next.matches(CONTROLS)) next.tabIndex = -1;
  next.focus({ preventScroll: next !== again });
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(keepFocus, LATER);
}

new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["hidden", "disabled", "open"] });
