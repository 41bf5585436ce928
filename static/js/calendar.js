// The calendar page: the dialog, focus after a swap, what is said aloud, the zone's notice and the now-line.
import { closeDialogs, dialog, early, openDialog, undo } from "./calendar-actions.js";
import { hoursAndMinutes, minutesOf, step } from "./calendar-clock.js";
import { startKeys } from "./calendar-keys.js";
import { carryOver, forgetPending } from "./calendar-move.js";
import { startSelecting } from "./calendar-select.js";

const byId = (id) => document.getElementById(id);
const calendar = () => byId("calendar");
let lastBlock = ""; // id of the block that had focus last, for when a swap takes it away

// A click in a free hour is a click on a quarter of it.
function addressOf(link, event) {
  if (!link.classList.contains("slot") || !event.detail) return link.href;
  const url = new URL(link.href);
  const box = link.getBoundingClientRect();
  const quarter = Math.min(3, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * 4)));
  url.searchParams.set("minute", Number(url.searchParams.get("hour")) * 60 + quarter * 15);
  return url.href;
}

document.addEventListener("click", (event) => {
  const { target } = event;
  if (!(target instanceof Element) || event.defaultPrevented) return;
  const link = target.closest("a[data-sheet], .block a");
  if (target.closest("[data-close-sheet]")) closeDialogs();
  if (target.closest("[data-undo]") && calendar()) {
    event.preventDefault();
    undo(target.closest("[data-undo]").value);
  }
  if (!link || !dialog() || !calendar() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openDialog(addressOf(link, event));
});

// ---------------------------------------------------------------- after a swap
document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.(".block a[id]")) lastBlock = target.id;
});

document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target?.id === "sheet" && byId("sheet").childElementCount && !dialog().open) dialog().showModal();
});

// At the swap, not when it has settled: a key that is pressed in between finds the calendar at work.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "calendar" && !target.querySelector?.("#calendar")) return;
  closeDialogs();
  start();
  carryOver();
  const failure = byId("failure") ?? document.querySelector("#job[data-tone]");
  if (failure) {
    failure.focus();
    byId(calendar().dataset.focus)?.closest(".block")?.classList.add("is-returned");
  }
  else if (document.activeElement === document.body || !document.activeElement) {
    (byId(calendar().dataset.focus) ?? byId(lastBlock) ?? byId("grid")?.querySelector('[tabindex="0"]'))?.focus();
  }
});

document.addEventListener("htmx:historyRestore", () => {
  forgetPending();
  start();
});

// ---------------------------------------------------------------- zone, hours, now
// Browsers may know a zone by an older name: Asia/Calcutta.
const inBrowsersWords = (zone) => new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;

function noticeZone() {
  const box = byId("zone-notice");
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!box || !mine || mine === inBrowsersWords(calendar().dataset.zone) || sessionStorage.getItem("calendar.zone") === mine) return;
  if (new URL(location).searchParams.get("zone")) return;
  box.querySelector("[data-browser-zone]").textContent = mine;
  const link = box.querySelector("[data-use-zone]");
  const url = new URL(link.href);
  url.searchParams.set("zone", mine);
  link.href = url.href;
  box.querySelector("[data-keep-zone]").addEventListener("click", () => {
    sessionStorage.setItem("calendar.zone", mine);
    box.hidden = true;
  });
  box.hidden = false;
}

// The working day is what one sees first, or the earlier block with which the shown day begins.
function scrollToMorning() {
  const scroll = document.querySelector(".grid-scroll");
  const slots = scroll?.querySelectorAll(".is-on .slot");
  if (!slots?.length) return;
  const block = scroll.querySelector(".is-on .block");
  const eight = [...slots].find((slot) => slot.search.endsWith("&hour=8"))?.offsetTop ?? 0;
  const first = block && block.offsetTop > slots[0].offsetHeight * 5 ? block.offsetTop : eight;
  scroll.scrollTop = Math.max(0, Math.min(first, eight) - 12);
}

let ticking = 0;
function tick() {
  clearInterval(ticking);
  const line = document.querySelector("[data-now]");
  if (!line) return;
  const began = Date.now();
  const minute = minutesOf(line.dataset.start);
  ticking = setInterval(() => {
    line.dataset.start = hoursAndMinutes(minute + Math.floor((Date.now() - began) / 60_000));
  }, 30_000);
}

// Tasks are found among those on the page while typing; a search in Focus is a button of its own.
document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.filter) return;
  const words = target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const label of byId(target.dataset.filter)?.querySelectorAll("label") ?? []) {
    label.hidden = !words.every((word) => label.textContent.toLowerCase().includes(word)) && !label.querySelector(":checked");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.dataset?.filter) return;
  event.preventDefault(); // Enter in the search box would save the form
  event.target.closest("fieldset").querySelector("[data-search-tasks]").click();
});

// By how much a drag or a nudge moves is a choice of this browser's, and takes effect at once.
function showStep() {
  for (const field of document.querySelectorAll("#filters [data-script]")) field.hidden = false;
  if (byId("snap")) byId("snap").value = String(step());
}
document.addEventListener("change", ({ target }) => {
  if (target.id === "snap") localStorage.setItem("calendar.snap", target.value);
});

let scrolled = false;
function start() {
  if (!calendar()) return;
  startKeys();
  startSelecting();
  showStep();
  noticeZone();
  tick();
  if (!scrolled) scrollToMorning();
  scrolled = true;
}

start();
// Dragging is fetched when a pointer comes near.
document.addEventListener("pointerover", () => import("./calendar-drag.js"), { once: true });
document.addEventListener("pointerdown", (event) => {
  early.press = event;
});
for (const end of ["pointerup", "pointercancel", "scroll"]) document.addEventListener(end, () => {
  early.press = null;
}, true);
