// Focus is never lost: where a control goes away with focus on it, by a swap, a delete, a dialog or a toast, something
// that makes sense has it next. A page that knows better does it first.

const byId = (id) => document.getElementById(id);
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

export function begin(path) {
  if (!last) note(path);
  soon();
}
