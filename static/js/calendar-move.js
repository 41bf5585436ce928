// Moving and resizing by keyboard: the block follows at once, and one request is sent when the keys rest (or on drop).
import { act, say, seenOf } from "./calendar-actions.js";
import { clockText, dayStep, hoursAndMinutes, placeOf, step, stepped } from "./calendar-clock.js";
import { shiftSelected } from "./calendar-select.js";

const DRAWN = ["data-top", "data-height", "data-lane", "data-lanes"]; // how it is drawn; the others tell of the block
const REST = 800; // milliseconds without a key before a burst is saved
let pending = null; // { block, day, place, length, from, picked }
let timer = 0;

const grid = () => document.getElementById("grid");
const words = () => grid().dataset;

export const isPicked = (block) => pending?.picked && pending.block === block;

export function forgetPending() {
  clearTimeout(timer);
  pending = null;
}

// A burst that was under way when an answer arrived goes on with the block as the new page shows it.
export function carryOver() {
  const was = pending;
  forgetPending();
  const block = was?.changed && document.getElementById(was.block.id);
  const day = block && grid()?.querySelector(`.day[data-date="${was.day.dataset.date}"]`);
  if (!day) return;
  const state = Object.assign(begin(block), { day, place: was.place, length: was.length, picked: was.picked, changed: true });
  draw(state);
  state.item.classList.toggle("is-picked", state.picked);
  if (!state.picked) timer = setTimeout(save, REST);
}

function begin(block) {
  if (pending?.block === block) return pending;
  if (pending) save();
  const item = block.closest(".block");
  const { minute, fold, length, isRest } = placeOf(block);
  pending = {
    block, item, picked: false, changed: false,
    day: block.closest(".day"),
    place: { minute, fold },
    length, isRest,
    seen: seenOf(block),
    first: { day: block.closest(".day"), minute, length },
    from: {
      classes: item.className, drawn: DRAWN.map((name) => item.getAttribute(name)),
      parent: item.parentElement, next: item.nextElementSibling,
    },
  };
  return pending;
}

export function pickUp(block) {
  begin(block).picked = true;
  clearTimeout(timer);
  pending.item.classList.add("is-picked");
  say(words().picked);
}

export function dropPicked(block, keep) {
  if (!pending) return;
  pending.picked = false;
  pending.item.classList.remove("is-picked");
  if (keep && pending.changed) return void save();
  putBack();
  say(words().cancelled);
}

const noon = (day) => Date.parse(`${day.dataset.date}T12:00Z`);
const apart = (from, to) => Math.round((noon(to) - noon(from)) / 86_400_000);

function restore(item, from) {
  item.className = `${from.classes} is-returned`;
  DRAWN.forEach((name, number) => {
    if (from.drawn[number] === null) item.removeAttribute(name);
    else item.setAttribute(name, from.drawn[number]);
  });
  from.parent.insertBefore(item, from.next);
}

function putBack() {
  const { item, from, block } = pending;
  restore(item, from);
  item.classList.remove("is-returned");
  pending = null;
  block.focus();
}

function save() {
  clearTimeout(timer);
  const { block, day, place, length, item, changed, seen, from, first, isRest } = pending;
  pending = null;
  if (!changed) return undefined;
  item.classList.add("is-waiting");
  if (isRest) return shiftSelected(apart(first.day, day), place.minute - first.minute, [block.id]);
  const values = { date: day.dataset.date, minute: place.minute, fold: place.fold, seen };
  if (length !== first.length) values.length = length;
  return act(block, "move", values, () => restore(item, from));
}

export function nudge(block, event, picked = false) {
  const state = begin(block);
  const { key, shiftKey, ctrlKey } = event;
  let moved = false;
  if (key === "ArrowLeft" || key === "ArrowRight") moved = toDay(state, dayStep(key));
  else if (key === "PageUp" || key === "PageDown") return page(state, key === "PageUp" ? -7 : 7);
  else {
    const direction = key === "ArrowUp" ? -1 : 1;
    if (!picked && shiftKey && state.isRest) return say(block.textContent); // it began before these days
    if (!picked && shiftKey) moved = ctrlKey ? startEdge(state, direction) : resize(state, direction);
    else moved = along(state, direction * (picked && shiftKey ? 60 : step()));
  }
  if (!moved) return;
  state.changed = true;
  draw(state);
  say(description(state));
  clearTimeout(timer);
  if (!state.picked) timer = setTimeout(save, REST);
}

function along(state, by) {
  const next = stepped(state.day, state.place, by);
  if (!next) return false;
  state.place = next;
  return true;
}

function resize(state, direction) {
  if (state.length + direction * step() < 0) return false;
  state.length += direction * step();
  return true;
}

function startEdge(state, direction) {
  if (state.length - direction * step() < 0) return false;
  if (!along(state, direction * step())) return false;
  state.length -= direction * step();
  return true;
}

function toDay(state, way) {
  const days = [...grid().querySelectorAll(".day")].filter((day) => day.offsetParent !== null);
  const next = days[days.indexOf(state.day) + way];
  if (!next || next.querySelector(".day-body .slots") === null) return false;
  state.day = next;
  state.place = { minute: state.place.minute, fold: 0 };
  return true;
}

// A week further is beyond what is shown, so that is a drop.
function page(state, days) {
  const on = new Date(`${state.day.dataset.date}T12:00:00Z`);
  on.setUTCDate(on.getUTCDate() + days);
  const { block, place, seen, item, from, isRest } = state;
  forgetPending();
  if (isRest) return shiftSelected(days, 0, [block.id]);
  const values = { date: on.toISOString().slice(0, 10), minute: place.minute, fold: 0, seen };
  return act(block, "move", values, () => restore(item, from));
}

function draw({ item, day, place, length }) {
  const top = Math.min(place.minute, 1440 - 15);
  const height = Math.min(Math.max(length || 30, 15), 1440 - top);
  item.classList.add("is-moved");
  Object.assign(item.dataset, { top: hoursAndMinutes(top), height: hoursAndMinutes(height), lane: 0, lanes: 1 });
  const list = day.querySelector(".blocks");
  if (item.parentElement !== list) {
    list.append(item);
    item.querySelector("a").focus({ preventScroll: true });
  }
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function description({ day, place, length }) {
  const end = (place.minute + length) % 1440;
  const times = length ? words().fromTo.replace("%s", clockText(place.minute)).replace("%e", clockText(end)) : clockText(place.minute);
  const second = place.fold ? `, ${words().second}` : "";
  return `${times}${second}, ${day.dataset.title}`;
}
