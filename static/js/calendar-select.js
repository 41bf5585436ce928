// Several blocks at once: chosen by click, Shift, box, key or list; what is done then is one request where Focus has one.
import { actOnMany, say } from "./calendar-actions.js";

const byId = (id) => document.getElementById(id);
const words = () => byId("drag-handles").dataset;
const ids = new Set();
let mode = false; // a click selects instead of opening
let anchor = ""; // where Shift extends from

const all = () => [...(byId("grid")?.querySelectorAll(".block:not(.other) a[id]") ?? [])].filter((link) => link.offsetParent);
export const selection = () => ids;
export const isSelecting = () => ids.size > 0;
export const inMode = () => mode;

const counted = () => (ids.size === 1 ? words().one : words().many).replace("%n", ids.size);

function mark(link, on) {
  link.closest(".block").classList.toggle("is-selected", on);
  if (on) link.setAttribute("aria-description", words().selected);
  else link.removeAttribute("aria-description");
}

function show() {
  const bar = byId("bulk");
  if (!bar) return;
  bar.hidden = !(mode || ids.size);
  byId("bulk-count").textContent = ids.size ? counted() : words().mode;
  byId("bulk-cost").textContent = ids.size ? words().cost.replace("%n", ids.size) : "";
  const url = new URL(byId("bulk-list").href);
  url.searchParams.set("view", new URL(location).searchParams);
  byId("bulk-list").href = url.href;
  const toggle = byId("select");
  if (toggle && byId("grid")) [toggle.role, toggle.ariaPressed] = ["button", String(mode)];
}

function set(link, on) {
  if (on) ids.add(link.id);
  else ids.delete(link.id);
  mark(link, on);
}

export function toggle(link) {
  if (link.closest(".other")) return;
  const on = !ids.has(link.id);
  set(link, on);
  anchor = link.id;
  show();
  say(`${link.querySelector("b").textContent}, ${on ? words().selected : words().unselected}, ${counted()}`);
}

export function selectAlso(links) {
  for (const link of links) set(link, true);
  show();
  say(counted());
}

export const selectAll = () => selectAlso(all());

// Everything between where one began and this block, in the order of the page.
function extendTo(link) {
  const list = all();
  const from = Math.max(list.findIndex((one) => one.id === anchor), 0);
  const to = list.indexOf(link);
  anchor ||= list[from]?.id ?? "";
  if (to >= 0) selectAlso(list.slice(Math.min(from, to), Math.max(from, to) + 1));
}

// Shift with an arrow: the block one leaves and the one that is reached.
export function alsoSelect(from, to) {
  anchor ||= from.id;
  selectAlso([from, to].filter((link) => link?.id && !link.closest(".other")));
}

export function clear() {
  mode = false;
  anchor = "";
  for (const id of ids) if (byId(id)) mark(byId(id), false);
  ids.clear();
  show();
}

export function onSelected(action, values = {}) {
  for (const id of ids) byId(id)?.closest(".block").classList.add("is-waiting");
  return actOnMany([...ids], { action, ...values });
}

export function shiftSelected(days, minutes, only = null) {
  if (!days && !minutes) return undefined;
  for (const id of only ?? ids) byId(id)?.closest(".block").classList.add("is-waiting");
  return actOnMany([...(only ?? ids)], { action: "shift", days, minutes });
}

// After a swap: what is still there stays selected.
export function startSelecting() {
  for (const id of [...ids]) {
    if (byId(id)?.closest("#grid")) mark(byId(id), true);
    else ids.delete(id);
  }
  show();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#grid .block a");
  if (!link || !(event.ctrlKey || event.metaKey || event.shiftKey || mode) || event.button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const main = link.id ? link : byId(`b${link.pathname.match(/(\d+)\/$/)[1]}`);
  if (!main) return;
  if (event.shiftKey) extendTo(main);
  else toggle(main);
}, true);

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("#select, #bulk-all, #bulk-none, [data-tick]");
  if (!target || event.ctrlKey || event.metaKey) return;
  if (target.id === "select" && !byId("grid")) return;
  event.preventDefault();
  if (target.dataset.tick) {
    for (const box of target.form.elements.block.length ? target.form.elements.block : [target.form.elements.block]) box.checked = target.dataset.tick === "all";
  } else if (target.id === "bulk-all") selectAll();
  else if (target.id === "bulk-none" || mode) clear();
  else {
    mode = true;
    show();
    say(words().mode);
  }
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "bulk") return;
  event.preventDefault();
  const { by, unit } = event.target.elements;
  if (by.reportValidity()) onSelected(event.submitter.value, { by: by.value, unit: unit.value });
});
