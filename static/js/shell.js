// What every page does: no answer is lost silently, work under way is announced, keys everywhere.
import { adopt, toast } from "tandem/toasts";

const byId = (id) => document.getElementById(id);
const words = () => byId("toasts").dataset;

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
  import("tandem/palette")
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

// Nothing can lose focus before something has it.
document.addEventListener("focusin", (event) => {
  const path = event.composedPath(); // by the time that the module is there, it may be gone
  import("tandem/focus").then((focus) => focus.begin(path)).catch(() => {}); // without a line; the notice says so
}, { once: true });
