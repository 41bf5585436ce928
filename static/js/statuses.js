// The statuses page: moves by button, key and drag are staged and saved once, a moment after the last; emoji picker.
import { startSorting } from "./sorting.js";

const WAIT = 800; // milliseconds after the last move
const byId = (id) => document.getElementById(id);
const root = () => byId("statuses");
const list = () => (root()?.hasAttribute("data-sortable") && !byId("status-form") ? byId("status-list") : null);
const rows = () => [...(list()?.children ?? [])];
const ids = () => rows().map((row) => row.dataset.id);
const rowOf = (node) => node.closest(".status");

let moved = new Set(); // ids that the person moved since the last save was sent
let staged = null; // the order that is not saved yet
let saving = false;
let timer = 0;
let later = ""; // id of the control that was clicked while an order was being saved

// ------------------------------------------------------------------ words
function say(text) {
  const region = byId("statuses-said");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => { region.textContent = text; });
}

const filled = (text, row) => {
  const values = { n: row.dataset.name, r: rows().indexOf(row) + 1, c: rows().length };
  return text.replace(/%([nrc])/g, (_, key) => values[key]);
};

// As many requests as the server will send: what is not in the longest run that may stay has to move (order_plan.py).
function movesNeeded(was, now) {
  const sets = byId("status-list").dataset.positioning === "set"; // positions that do not shift also need room between them
  const key = (id, number) => (sets ? Number(byId(`status-${id}`).dataset.position) - number - 1 : was.indexOf(id));
  const best = [];
  now.map(key).forEach((place, number, places) => {
    best[number] = place < 0 ? 0 : 1;
    for (let before = 0; before < number && place >= 0; before += 1) {
      if (places[before] >= 0 && places[before] <= place) best[number] = Math.max(best[number], best[before] + 1);
    }
  });
  return now.length - Math.max(0, ...best);
}

function showState() {
  const state = byId("order-state");
  if (!state || !list()) return;
  const words = state.dataset;
  if (saving) state.textContent = words.saving;
  else if (staged) {
    const needed = movesNeeded(byId("seen").value.split(","), staged) + 2;
    state.textContent = words.waiting.replace("%s", words.other.replace("%s", needed));
  } else state.textContent = words.idle;
}

// ------------------------------------------------------------------ moving
function place(row, to) {
  const all = rows();
  const focused = document.activeElement;
  const others = all.filter((one) => one !== row);
  list().insertBefore(row, others[to] ?? null);
  if (row.contains(focused)) focused.focus();
  markEnds();
}

function markEnds() {
  const all = rows();
  all.forEach((row, number) => {
    for (const button of row.querySelectorAll("[data-step]")) {
      const isEnd = button.dataset.step === "-1" ? number === 0 : number === all.length - 1;
      button.toggleAttribute("aria-disabled", isEnd);
      if (isEnd) button.setAttribute("aria-disabled", "true");
    }
  });
}

function moveTo(row, to) {
  const words = byId("order-state").dataset;
  const target = Math.min(Math.max(to, 0), rows().length - 1);
  if (target === rows().indexOf(row)) {
    say(filled(words.edge, row));
    return;
  }
  place(row, target);
  moved.add(row.dataset.id);
  stage();
  say(filled(words.said, row));
}

function stage() {
  const now = ids();
  clearTimeout(timer);
  staged = now.join() === byId("seen").value && !saving ? null : now;
  if (staged && !saving) timer = setTimeout(save, WAIT);
  showState();
}

function save() {
  clearTimeout(timer);
  const form = byId("order-form");
  if (!staged || saving || !form) return;
  byId("wanted").value = staged.join();
  byId("moved").value = [...moved].join();
  saving = true;
  staged = null;
  moved = new Set();
  showState();
  form.requestSubmit();
}

// An order that was made while the one before was being saved is put on the new list and saved after it.
function settle() {
  saving = false;
  const wanted = staged;
  staged = null;
  if (wanted && list() && !byId("order-notice")) {
    for (const id of wanted) {
      const row = rows().find((one) => one.dataset.id === id);
      if (row) list().append(row);
    }
    markEnds();
    stage();
  } else moved = new Set();
  showState();
  const click = later;
  later = "";
  if (click && !staged) byId(click)?.click();
}

const canMove = (row) => Boolean(row && list()?.contains(row) && !row.hasAttribute("data-locked"));

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#status-list [data-step]");
  if (!button || !canMove(rowOf(button))) return;
  event.preventDefault();
  const row = rowOf(button);
  moveTo(row, rows().indexOf(row) + Number(button.dataset.step));
});

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const row = event.target.closest?.("#status-list > .status");
  if (!row || !list()) return;
  event.preventDefault();
  if (!canMove(row)) {
    say(filled(byId("order-state").dataset.edge, row));
    return;
  }
  moveTo(row, rows().indexOf(row) + (event.key === "ArrowUp" ? -1 : 1));
});

startSorting({
  handle: "#status-list [data-handle]",
  rowOf,
  mayStart: canMove,
  onDrop: (row, to) => canMove(row) && moveTo(row, to),
  onCancel: () => say(byId("order-state")?.dataset.cancelled ?? ""),
});

// What was moved is saved before anything else is done with the list.
document.addEventListener("click", (event) => {
  if (!staged && !saving) return;
  const control = event.target.closest?.("#statuses :is(a[hx-get], button[hx-post], form button)");
  if (!control || !control.id || control.closest("[data-step]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  later = control.id;
  save();
}, true);

addEventListener("pagehide", () => {
  if (!staged || saving || !byId("order-form")) return;
  byId("wanted").value = staged.join();
  byId("moved").value = [...moved].join();
  fetch(byId("order-form").action, { method: "POST", body: new FormData(byId("order-form")), keepalive: true });
});

document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (target.id !== "order-form" || detail.successful || detail.xhr.status === 422) return;
  saving = false; // nothing was swapped: the order is still on the page
  staged = staged ?? ids();
  showState();
});

// ------------------------------------------------------------------ emoji, focus, undo
document.addEventListener("click", (event) => {
  const pick = event.target.closest?.("#status-form [name=pick]");
  if (!pick) return;
  event.preventDefault();
  byId("emoji").value = pick.value;
  byId("picker").open = false;
  byId("emoji").focus();
  say(pick.ariaLabel);
});

document.addEventListener("keydown", (event) => {
  if (event.target.id === "emoji-search" && event.key === "Enter") {
    event.preventDefault();
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (event.key === "Escape" && event.target.closest?.("#status-form")) byId("cancel")?.click();
  const types = event.target.matches?.("input, textarea, select");
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !types && root()) {
    const undo = [...document.querySelectorAll(".toast-undo button")].at(-1);
    if (undo) {
      event.preventDefault();
      undo.click();
    }
  }
});

// Enter in the search never gets here, so a search that is still under way is none that saving should wait for.
document.addEventListener("submit", ({ target, submitter }) => {
  if (target.id === "status-form" && target.elements.q && submitter?.name !== "find") target.elements.searched.value = target.elements.q.value;
}, true);

// Where the focus goes when what had it is gone: back to what opened a form, to the neighbour of what was deleted.
let goBackTo = "";
document.addEventListener("click", ({ target }) => {
  goBackTo = target.closest?.("[data-back]")?.dataset.back ?? "";
}, true);
document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target.id === "status-form") goBackTo = target.querySelector("[data-back]")?.dataset.back ?? "";
  else if (target.id.startsWith("delete-")) {
    const row = rowOf(target);
    const near = row.nextElementSibling ?? row.previousElementSibling;
    goBackTo = near ? `name-${near.dataset.id}` : "new";
  } else if (target.id.startsWith("restore-")) goBackTo = target.id.replace("restore", "name");
});

let atSwap = null; // what had focus when the swap was done; whoever is typing before it has settled keeps it
document.addEventListener("htmx:afterSwap", () => { atSwap = document.activeElement; });
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (!root()) return;
  if (target === root() || target.contains(root())) {
    settle();
    if (document.activeElement !== atSwap && document.activeElement.closest("#status-form")) return;
    const problem = byId("order-notice") ?? byId("statuses-notice");
    const input = root().querySelector("#status-form [data-focus]");
    if (input) input.focus();
    else if (problem?.getAttribute("role") === "alert") problem.focus();
    else if (goBackTo) (byId(goBackTo) ?? byId("main")).focus({ preventScroll: !byId(goBackTo) });
    else if (document.activeElement === document.body) byId("main").focus({ preventScroll: true });
    goBackTo = "";
  }
});
