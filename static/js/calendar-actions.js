// What the calendar's modules share: announcements, the dialog, and what is sent by keys and pointer. Where no answer
// comes, all goes back and can be retried.
import { placeOf } from "./calendar-clock.js";

const byId = (id) => document.getElementById(id);

export function say(text) {
  const said = byId("said");
  if (!said) return;
  said.textContent = said.textContent === text ? `${text}\u00a0` : text; // the same words twice are said twice
}

export const dialog = () => byId("sheet-dialog");

export function openDialog(href) {
  if (!dialog()) return location.assign(href);
  return htmx.ajax("GET", href, { target: "#sheet", swap: "innerHTML" });
}

export function closeDialogs() {
  for (const open of document.querySelectorAll("dialog.sheet[open]")) open.close();
}

export function undo(step) {
  const form = byId("undo-form");
  if (!form) return;
  const values = { idempotency_key: token(), view: form.elements.view.value };
  htmx.ajax("POST", form.action, { source: form, target: "#calendar", swap: "outerHTML", values: step ? { ...values, step } : values });
}

const token = () => crypto.getRandomValues(new Uint32Array(3)).reduce((text, part) => text + part.toString(16).padStart(8, "0"), "");

// A finger is down before dragging has been fetched, so its press is kept for it.
export const early = { press: null };

// ---------------------------------------------------------------- requests
let last = null; // what was sent last, and what puts the page back

function send(address, values, back = null) {
  last = { address, values, back };
  const sent = htmx.ajax("POST", address, { source: byId("quick"), target: "#calendar", swap: "outerHTML", values });
  return sent.catch(() => {}); // the events below tell
}

const usual = () => ({ idempotency_key: token(), view: new URL(location).searchParams.toString() });

export function act(block, action, values = {}, back = null) {
  return send(`${new URL(block.href).pathname}${action}/`, { ...usual(), ...values }, back);
}

export function actOnMany(ids, values) {
  const block = ids.map((id) => id.slice(1)).join(",");
  return send(byId("bulk").getAttribute("action"), { ...usual(), block, ...values });
}

export const planTask = (address, values, back) => send(address, { ...usual(), ...values }, back);

// What the page shows of a block before it is moved; the server compares that with what Focus said last.
export function seenOf(block) {
  const { minute, fold, length } = placeOf(block);
  return [block.closest(".day").dataset.date, minute, fold, length].join(" ");
}

function lost() {
  const { address, values, back } = last;
  for (const item of document.querySelectorAll(".is-waiting")) item.classList.remove("is-waiting");
  back?.();
  byId("failure")?.remove();
  const notice = byId("lost").content.firstElementChild.cloneNode(true);
  byId("calendar").querySelector(".calendar-head").after(notice);
  // The same name as before: what did arrive is not done again.
  notice.querySelector("button").addEventListener("click", () => send(address, values));
  notice.focus();
}

for (const event of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(event, ({ target }) => {
    if (target.id === "quick" && last && byId("calendar")) lost();
  });
}
