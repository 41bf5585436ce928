// The calendar by keyboard: one Tab stop, arrows from block to block, a time cursor where there is none, and the map
// of keys. Letters only count while focus is in the grid.
import { act, openDialog, say, undo } from "./calendar-actions.js";
import { clockText, dayStep, hoursAndMinutes, hoursOf, placeOf, step as snap } from "./calendar-clock.js";
import { dropPicked, isPicked, nudge, pickUp } from "./calendar-move.js";
import { alsoSelect, clear, inMode, isSelecting, onSelected, selectAll, selection, shiftSelected, toggle } from "./calendar-select.js";

const byId = (id) => document.getElementById(id);
const grid = () => byId("grid");
const isSeen = (element) => element.offsetParent !== null;
const days = () => [...grid().querySelectorAll(".day")].filter(isSeen);
const blocksOf = (day) => [...day.querySelectorAll(".block a[id]")].filter(isSeen);

// ---------------------------------------------------------------- the time cursor
// Where a new block would begin on a day that has none to go to.
class Cursor {
  minute = 9 * 60;
  element = null;

  // Make the cursor anew for a grid that was just put in place.
  attach(days) {
    const day = days.find((one) => one.classList.contains("is-on")) ?? days[0];
    if (!day) return;
    this.element = document.createElement("a");
    this.element.href = "#";
    this.element.role = "button";
    this.element.className = "cursor";
    this.element.tabIndex = -1;
    this.element.addEventListener("click", (event) => event.preventDefault());
    this.put(day, this.minute);
  }

  put(day, minute) {
    const { first, last } = hoursOf(day.closest(".grid"));
    this.minute = Math.min(Math.max(Math.round(minute / snap()) * snap(), first), last - snap());
    this.element.dataset.start = hoursAndMinutes(this.minute);
    const words = document.getElementById("new-block").textContent.trim();
    this.element.ariaLabel = `${words}, ${day.dataset.title}, ${clockText(this.minute)}`;
    day.querySelector(".day-body").append(this.element);
    return this.element;
  }

  by(minutes) {
    return this.put(this.element.closest(".day"), this.minute + minutes);
  }
}

const cursor = new Cursor();

export function startKeys() {
  if (!grid()) return;
  const all = [...grid().querySelectorAll(".block a[id], .day-head a, .beyond a")];
  for (const link of all) link.tabIndex = -1;
  cursor.attach(days());
  const first = grid().querySelector(".is-on .block a[id]") ?? days().flatMap(blocksOf)[0];
  (first ?? cursor.element).tabIndex = 0;
}

const rove = (element) => element?.focus(); // and with focus it becomes the stop of Tab

// ---------------------------------------------------------------- going about
function sideways(block, day, step) {
  const list = days();
  const next = list[list.indexOf(day) + step];
  if (!next) return;
  const at = placeOf(block).minute;
  const away = (link) => Math.abs(placeOf(link).minute - at);
  const near = blocksOf(next).sort((a, b) => away(a) - away(b))[0];
  rove(near ?? cursor.put(next, at));
}

function go(from, key) {
  const day = from.closest(".day");
  if (from === cursor.element) {
    const list = days();
    if (key === "ArrowUp" || key === "ArrowDown") rove(cursor.by(key === "ArrowUp" ? -snap() : snap()));
    else {
      const next = list[list.indexOf(day) + dayStep(key)];
      if (next) rove(blocksOf(next)[0] ?? cursor.put(next, cursor.minute));
    }
    return;
  }
  if (key === "ArrowLeft" || key === "ArrowRight") return sideways(from, day, dayStep(key));
  const list = blocksOf(day);
  rove(list[list.indexOf(from) + (key === "ArrowUp" ? -1 : 1)]);
}

const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [dayStep("ArrowLeft"), 0], ArrowRight: [dayStep("ArrowRight"), 0] };

// ---------------------------------------------------------------- doing
function newBlock(from) {
  const day = from.closest(".day");
  const minute = from === cursor.element ? cursor.minute : placeOf(from).minute + placeOf(from).length;
  const url = new URL(byId("new-block").href);
  url.searchParams.set("date", day.dataset.date);
  url.searchParams.set("minute", Math.min(minute, 1425));
  openDialog(url.href);
}

const LETTERS = {
  c: newBlock,
  n: newBlock,
  x: (block) => act(block, block.querySelector(".tick") ? "reopen" : "complete"),
  e: (block) => act(block, "archive"),
  s: (block) => act(block, "split"),
  delete: (block) => act(block, "delete"),
};
const EVERYWHERE = {
  j: () => byId("next").click(),
  k: () => byId("previous").click(),
  t: () => byId("today").click(),
  d: () => byId("view-day").click(),
  w: () => byId("view-week").click(),
  a: () => byId("view-agenda").click(),
  g: () => {
    byId("filters").open = true;
    byId("go-date").focus();
  },
  z: () => undo(""),
  f1: () => byId("open-keys").click(), // also where letters are switched off
};

function withControl(event, block) {
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? byId("redo")?.click() : undo("");
  if (key === "d" && block) return act(block, "duplicate");
  if (key === "a" && grid()) return selectAll();
  if (key === " " && block) return toggle(block);
  return false;
}

// What a key does to everything that is selected.
const MANY = {
  x: () => onSelected([...selection()].every((id) => byId(id)?.querySelector(".tick")) ? "reopen" : "complete"),
  e: () => onSelected("archive"),
  delete: () => onSelected("delete"),
};

function onMany(event, key) {
  if (event.altKey && !event.shiftKey && ARROWS[event.key]) {
    const [days, minutes] = ARROWS[event.key];
    return shiftSelected(days, minutes * snap());
  }
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  return MANY[key.toLowerCase()]?.() ?? (key.toLowerCase() in MANY ? undefined : false);
}

function onKey(event) {
  const from = event.target.closest?.(".block a[id], .cursor");
  const inside = event.target.closest?.("#grid, #agenda, .grid-scroll") !== null;
  if (!inside) return false;
  const block = from && from !== cursor.element ? from : null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (block && block.closest(".other") && (event.altKey || [" ", "x", "e", "s", "Delete"].includes(key))) {
    say(grid().dataset.notYours);
    return true;
  }
  if (block && isPicked(block)) return whilePicked(event, block);
  if (event.key === "Escape" && (isSelecting() || inMode())) return clear();
  if (block && selection().has(block.id) && onMany(event, key) !== false) return undefined;
  if (block && event.altKey && ARROWS[event.key]) return nudge(block, event);
  if (event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return withControl(event, block);
  if (key === "z" && event.shiftKey) return byId("redo")?.click();
  if (from && ARROWS[event.key]) {
    go(from, event.key);
    if (event.shiftKey) alsoSelect(from, document.activeElement);
    return undefined;
  }
  if (key === "Enter" && from === cursor.element) return newBlock(from);
  if (key === " " && block) return pickUp(block);
  const letter = LETTERS[key.toLowerCase()];
  if (letter && (block || (from && letter === newBlock))) return letter(from);
  return EVERYWHERE[key.toLowerCase()]?.() ?? (key.toLowerCase() in EVERYWHERE ? undefined : false);
}

function whilePicked(event, block) {
  if (event.key === "Enter" || event.key === " ") return dropPicked(block, true);
  if (event.key === "Escape") return dropPicked(block, false);
  if (ARROWS[event.key] || event.key === "PageUp" || event.key === "PageDown") return nudge(block, event, true);
  return event.key === "Tab" ? dropPicked(block, false) ?? false : undefined;
}

document.addEventListener("keydown", (event) => {
  if (!grid() && !byId("agenda")) return;
  if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
  if (onKey(event) !== false) event.preventDefault();
});
document.addEventListener("focusin", ({ target }) => {
  if (!grid()?.contains(target) || !target.matches(".block a[id], .cursor")) return;
  for (const old of grid().querySelectorAll('[tabindex="0"]')) if (old !== target) old.tabIndex = -1;
  target.tabIndex = 0;
});
