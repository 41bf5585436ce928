// Toasts: shown by the server or by a script, gone after a while unless they tell of a failure.

const LASTS = 10_000; // milliseconds; the clock stands still while somebody points at it or tabs to it
const timers = new WeakMap();

const region = () => document.getElementById("toasts");

export function toast(text, tone = "info") {
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.tone = tone;
  if (tone === "error") box.role = "alert";
  const words = document.createElement("p");
  words.textContent = text;
  const close = document.createElement("button");
  close.className = "button";
  close.type = "button";
  close.dataset.variant = "bare";
  close.dataset.dismiss = "";
  close.textContent = "✕";
  close.ariaLabel = region().dataset.dismissLabel;
  box.append(words, close);
  add(box);
}

// Show the toast in an answer of ours; false when there is none.
export function adopt(html) {
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
