// What the parts of the calendar share: what is said aloud, the dialog, undo, and a press that came early.

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

export const token = () => crypto.getRandomValues(new Uint32Array(3)).reduce((text, part) => text + part.toString(16).padStart(8, "0"), "");

// A finger is down before dragging has been fetched, so its press is kept for it.
export const early = { press: null };
