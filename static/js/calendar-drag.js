// The calendar by pointer: drag free hours to create, blocks to move and copy, their edges to resize, tasks into the
// day. A finger presses for a moment first. Every drag can be done without dragging: the form of the block.
import { act, early, openDialog, planTask, say, seenOf } from "./calendar-actions.js";
import { DAY, placeOf, step } from "./calendar-clock.js";
import { inMode, selectAlso, selection, shiftSelected } from "./calendar-select.js";
import { GridLayout } from "./calendar-layout.js";

const THRESHOLD = 5; // pixels before a press becomes a drag
const PRESS = 400; // milliseconds that a finger rests before it picks up
const SLOP = 10; // pixels that it may tremble meanwhile
const HANDLE = 24; // pixels of an edge that resizes, at most a third of the block

const byId = (id) => document.getElementById(id);
const words = () => byId("drag-handles").dataset;
let press = null; // a pointer that is down, and may become a drag
let drag = null;
let swallows = false; // the click that ends a drag is none

// ------------------------------------------------------------------ what is under the pointer
function zone(link, event) {
  if (event.pointerType === "touch") return "move";
  const box = link.getBoundingClientRect();
  const reach = Math.min(HANDLE, box.height / 3);
  if (event.clientY < box.top + reach) return "start";
  return event.clientY > box.bottom - reach ? "end" : "move";
}

function pressed(event) {
  const { target } = event;
  const link = target.closest(".block a");
  if (link) {
    const main = link.id ? link : byId(`b${link.pathname.match(/(\d+)\/$/)[1]}`);
    if (!main || link.closest(".other")) return null;
    const kind = placeOf(main).isRest || selection().has(main.id) ? "move" : zone(link, event);
    return { kind, link, main, item: main.closest(".block") };
  }
  if (target.closest(".slot")) return { kind: event.shiftKey || event.ctrlKey || inMode() ? "box" : "create" };
  const row = target.closest("[data-task]");
  return row && !target.closest("button, a") && byId("grid") ? { kind: "task", row } : null;
}

function onDown(event) {
  swallows = false;
  if (!event.isPrimary || event.button !== 0 || drag || document.querySelector("dialog[open]")) return;
  const found = event.target instanceof Element ? pressed(event) : null;
  if (!found) return;
  press = { ...found, id: event.pointerId, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
  if (press.touch) press.timer = setTimeout(() => begin(press), PRESS);
}

// ------------------------------------------------------------------ dragging
function begin(from) {
  press = null;
  clearTimeout(from.timer);
  const layout = new GridLayout(byId("grid"));
  drag = { ...from, layout, at: { x: from.x, y: from.y }, copies: false, fine: false, changed: true };
  drag.down = layout.at(from.x, from.y);
  if (drag.main) {
    const { main } = drag;
    const index = layout.days.findIndex(({ day }) => day.contains(main));
    const { minute, fold, length } = placeOf(main);
    drag.start = { index, minute, fold };
    drag.length = length;
    drag.end = layout.stretches(drag.start, drag.length).at(-1);
    drag.look = { hue: drag.item.dataset.hue, name: main.querySelector("b").textContent };
    drag.item.classList.add("is-origin");
  } else if (drag.row) {
    drag.length = Number(drag.row.dataset.minutes);
    drag.look = { name: drag.row.querySelector("b").textContent };
    drag.row.classList.add("is-origin");
  } else if (drag.kind === "box") {
    drag.boxes = [...byId("grid").querySelectorAll(".block a[id]")].map((link) => [link, link.getBoundingClientRect()]);
  } else {
    drag.look = { classes: "is-new", name: words().new };
  }
  (drag.row ?? byId("grid")).setPointerCapture(drag.id);
  if (drag.touch) navigator.vibrate?.(15);
  drag.frame = requestAnimationFrame(follow);
}

function follow() {
  if (!drag) return;
  if (drag.layout.scroll(drag.at.x, drag.at.y) || drag.changed) show();
  drag.changed = false;
  drag.frame = requestAnimationFrame(follow);
}

const snapped = (minute) => {
  const by = drag.fine ? 1 : step();
  return Math.round(minute / by) * by;
};

function show() {
  const { kind, layout, at } = drag;
  if (kind === "box") return layout.frameBox({ x: drag.x, y: drag.y }, layout.then(at.x, at.y));
  const point = layout.at(at.x, at.y);
  drag.to = SHOWN[kind](point);
  const many = kind === "move" && selection().has(drag.main.id) ? selection().size : 0;
  const note = [many > 1 ? `× ${many}` : "", drag.copies && kind === "move" ? words().copy : ""].filter(Boolean).join(" ");
  drag.item?.classList.toggle("is-origin", !(drag.copies && kind === "move")); // what is copied stays as it is
  layout.show(drag.to.start, drag.to.length, drag.look, note);
}

const SHOWN = {
  move(point) {
    const by = point.minute - drag.down.minute;
    const away = snapped(drag.start.minute + by);
    const to = { index: drag.start.index + point.index - drag.down.index, minute: away, fold: point.fold };
    return { start: drag.layout.settle(inView(to), DAY - step()), length: drag.length };
  },
  end(point) {
    const to = drag.layout.settle({ ...point, minute: snapped(point.minute) });
    return { start: drag.start, length: Math.max(least(), drag.layout.between(drag.start, to)) };
  },
  start(point) {
    const end = { index: drag.end.index, ...drag.end.end };
    const wanted = drag.layout.settle({ ...point, minute: snapped(point.minute) }, DAY - least());
    const length = drag.layout.between(wanted, end);
    if (length >= least()) return { start: wanted, length };
    return { start: drag.start, length: drag.length };
  },
  create(point) {
    const down = drag.layout.settle({ ...drag.down, minute: Math.floor(drag.down.minute / step()) * step() });
    const to = drag.layout.settle({ ...point, minute: snapped(point.minute) });
    const length = drag.layout.between(down, to);
    return length < 0 ? { start: to, length: -length } : { start: down, length: Math.max(length, least()) };
  },
  task(point) {
    return { start: drag.layout.settle({ ...point, minute: snapped(point.minute) }, DAY - step()), length: drag.length };
  },
};
const least = () => (drag.fine ? 1 : step());

function inView(to) {
  const most = drag.layout.days.length - 1;
  return { ...to, index: Math.min(Math.max(to.index, 0), most) };
}

function onMove(event) {
  if (press?.id === event.pointerId) {
    const way = Math.hypot(event.clientX - press.x, event.clientY - press.y);
    if (press.touch && way > SLOP) forget();
    else if (!press.touch && way >= THRESHOLD) begin(press);
  }
  if (drag?.id === event.pointerId) {
    drag.at = { x: event.clientX, y: event.clientY };
    modify(event);
  } else if (!press && event.pointerType === "mouse" && !event.buttons) hover(event);
}

function modify({ ctrlKey, altKey, metaKey, shiftKey }) {
  drag.copies = ctrlKey || altKey || metaKey;
  drag.fine = shiftKey && drag.kind !== "box";
  drag.changed = true;
}

// The edges that resize show themselves.
let hovered = null;
function hover({ target, clientY, pointerType }) {
  const link = target.closest?.(".block:not(.other, [data-rest]) a[id]");
  const edge = link ? zone(link, { clientY, pointerType }) : "";
  if (hovered && (hovered.link !== link || hovered.edge !== edge)) hovered.link.classList.remove("edge-start", "edge-end");
  if (link && edge !== "move") link.classList.add(`edge-${edge}`);
  hovered = link ? { link, edge } : null;
}

// ------------------------------------------------------------------ the end of it
function forget() {
  clearTimeout(press?.timer);
  press = null;
}

function end(drops) {
  const was = drag;
  cancelAnimationFrame(was.frame);
  if (drops) show();
  drag = null;
  const holder = was.row ?? byId("grid");
  if (holder?.hasPointerCapture?.(was.id)) holder.releasePointerCapture(was.id);
  swallows = true;
  if (drops && DROPPED[was.kind](was)) return hold(was);
  tidy(was);
  if (!drops) say(words().cancelled);
  return undefined;
}

function tidy({ layout, item, row }) {
  layout.clear();
  (item ?? row)?.classList.remove("is-origin");
}

// What was dropped stays where it is, and its origin dimmed, until the answer shows the calendar anew or it goes back.
let held = null;
function hold(was) {
  if (held) tidy(held);
  held = was;
  was.layout.wait();
}
const release = () => {
  if (held) tidy(held);
  held = null;
};

const wall = ({ layout }, { index, minute, fold }) => ({ date: layout.days[index].day.dataset.date, minute, fold });

function isSame(was) {
  const { start, length } = was.to;
  return length === was.length && start.index === was.start.index && start.minute === was.start.minute && start.fold === was.start.fold;
}

// Each returns whether something was sent.
function move(was) {
  const { main, to, start, copies } = was;
  if (isSame(was)) return false;
  const days = to.start.index - start.index;
  const { isRest } = placeOf(main);
  if (isRest || (selection().has(main.id) && !copies)) {
    const apart = (one) => Date.parse(`${wall(was, one).date}T12:00Z`) / 86_400_000;
    shiftSelected(apart(to.start) - apart(start), to.start.minute - start.minute, isRest ? [main.id] : null);
    return true;
  }
  const values = { ...wall(was, to.start), seen: seenOf(main) };
  if (to.length !== was.length) values.length = to.length;
  say(words().dropped.replace("%s", `${was.look.name}, ${was.layout.days[to.start.index].day.dataset.title}, ${was.layout.label}`));
  act(main, copies && was.kind === "move" ? "copy" : "move", values, release);
  return true;
}

const DROPPED = {
  move,
  start: move,
  end: move,
  create(was) {
    const url = new URL(byId("new-block").href);
    for (const [name, value] of Object.entries({ ...wall(was, was.to.start), length: was.to.length })) url.searchParams.set(name, value);
    openDialog(url.href);
    return false;
  },
  task(was) {
    const { x, y } = was.at;
    const { frame } = was.layout;
    const inside = x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom;
    if (inside) planTask(was.row.querySelector("form").action, wall(was, was.to.start), release);
    else say(words().cancelled);
    return inside;
  },
  box(was) {
    tidy(was);
    const to = was.layout.then(was.at.x, was.at.y);
    const [left, right] = [was.x, to.x].sort((a, b) => a - b);
    const [top, bottom] = [was.y, to.y].sort((a, b) => a - b);
    const hit = (box) => box.left < right && box.right > left && box.top < bottom && box.bottom > top;
    selectAlso(was.boxes.filter(([link, box]) => box.width && hit(box) && !link.closest(".other")).map(([link]) => link));
    return false;
  },
};

// ------------------------------------------------------------------ listening
document.addEventListener("pointerdown", onDown);
if (early.press) onDown(early.press); // it came before this module did
document.addEventListener("pointermove", onMove);
document.addEventListener("pointerup", ({ pointerId, clientX, clientY }) => {
  if (press?.id === pointerId) forget();
  if (drag?.id !== pointerId) return;
  drag.at = { x: clientX, y: clientY };
  end(true);
});
document.addEventListener("pointercancel", ({ pointerId }) => {
  if (press?.id === pointerId) forget();
  if (drag?.id === pointerId) end(false);
});
document.addEventListener("keydown", (event) => {
  if (!drag) return;
  if (event.key === "Escape") end(false);
  else if (["Control", "Alt", "Meta", "Shift"].includes(event.key)) modify(event);
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("keyup", (event) => {
  if (!drag) return;
  modify(event);
  event.preventDefault(); // Alt would open the browser's menu
}, true);
document.addEventListener("click", (event) => {
  if (!swallows || !event.detail) return;
  swallows = false;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("#grid, [data-task]")) event.preventDefault();
});
document.addEventListener("contextmenu", (event) => {
  if (drag || press?.touch) event.preventDefault();
});
document.addEventListener("touchmove", (event) => {
  if (drag && event.cancelable) event.preventDefault(); // or the browser would scroll
}, { passive: false });
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "calendar" && !target.querySelector?.("#calendar") && target.id !== "sheet") return;
  release();
  if (!drag) return;
  end(false);
  say(words().changed);
});
