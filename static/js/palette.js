// The command palette and the table of keys: two dialogs, fetched when they are asked for first.
import { ranked, searchable } from "./palette-ranking.js";

const RECENT = "palette.recent"; // in the session storage, so that it goes with signing out
const MOST_RECENT = 5;
const SHOWN = 8; // of each group, once somebody types
const PAUSE = 300; // milliseconds without a key before the number of hits is announced

const byId = (id) => document.getElementById(id);
let known = null; // what the server sent: titles and commands
let stale = true;
let shown = []; // the options, as they are on the page
let active = -1;
let announcing = 0;

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.requestConfig?.verb !== "get") stale = true; // what was changed may be what could be undone
});

async function fetched(url, id) {
  const answer = await fetch(url, { headers: { "HX-Request": "true", "HX-Target": id, "HX-Current-URL": location.href } });
  const dialog = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  if (!dialog) throw new Error(`no ${id} in the answer`);
  byId(id)?.remove();
  document.body.append(document.adoptNode(dialog));
  return dialog;
}

function show(dialog) {
  for (const one of document.querySelectorAll(":popover-open")) one.hidePopover();
  if (!dialog.open) dialog.showModal();
}

// A click beside the box, or on what closes it.
function closes(dialog) {
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target.closest("[data-close]")) dialog.close();
  });
}

// The sheet is not in the page: it comes with the dialogs, before they are shown.
let sheet = null;
function dressed() {
  const href = byId("open-palette").dataset.sheet;
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  sheet ??= new Promise((ready) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.onload = link.onerror = ready;
    document.head.append(link);
  });
  return sheet;
}

// ------------------------------------------------------------------ keys
export async function openKeys() {
  if (byId("letters")) return; // the page of keys itself
  byId("palette")?.close();
  const here = `${byId("open-keys").href}?at=${encodeURIComponent(location.pathname)}`;
  const [dialog] = await Promise.all([fetched(here, "keys"), dressed()]);
  closes(dialog);
  showLetters();
  show(dialog);
}

export function showLetters() {
  for (const box of document.querySelectorAll("[data-letter-keys]")) box.checked = localStorage.getItem("letters") !== "off";
}
document.addEventListener("change", ({ target }) => {
  if (!target.matches?.("[data-letter-keys]")) return;
  if (target.checked) localStorage.removeItem("letters");
  else localStorage.setItem("letters", "off");
});

// ------------------------------------------------------------------ the palette
export async function openPalette(typed = () => "") {
  if (byId("palette")?.open) return;
  if (!known || stale || !byId("palette")) {
    const [dialog] = await Promise.all([fetched(byId("open-palette").href, "palette"), dressed()]);
    known = JSON.parse(byId("palette-commands").textContent);
    known.commands = known.commands.map(searchable);
    stale = false;
    start(dialog);
  }
  byId("palette-q").value = typed();
  list(typed());
  show(byId("palette"));
  byId("palette-q").focus();
}

// What this page can do: a button that is there is pressed; without one the command leads to its own page.
function usable() {
  const refresh = [...document.querySelectorAll('main form[action*="refresh/"] button')].find((one) => one.checkVisibility());
  const own = refresh ? [{ ...searchable(["action", byId("palette").dataset.refresh, "", refresh.textContent.trim(), "reload", ""]), button: refresh }] : [];
  const others = known.commands.map((one) => ({ ...one, button: one.press ? document.querySelector(one.press) : null }));
  return [...own, ...others.filter((one) => one.url || one.button)];
}

function groupsOf(text) {
  const commands = usable();
  const fitting = ranked(commands, text);
  const ofKind = (kind, listed) => [known.titles[kind], listed.filter((command) => command.kind === kind)];
  if (fitting) return [...new Set(fitting.map(({ kind }) => kind))].map((kind) => ofKind(kind, fitting));
  const recent = JSON.parse(sessionStorage.getItem(RECENT) ?? "[]").map((key) => commands.find((command) => keyOf(command) === key));
  return [[byId("palette").dataset.recent, recent.filter(Boolean)], ofKind("page", commands), ofKind("action", commands)];
}

const keyOf = ({ kind, label, url }) => `${kind} ${label} ${url}`;
const filled = (text, number) => text.replace("%n", number);

// ------------------------------------------------------------------ showing
function list(text) {
  const box = byId("palette-list");
  const groups = groupsOf(text).filter(([, commands]) => commands.length);
  shown = [];
  box.replaceChildren(...groups.map(([title, commands], place) => group(title, commands, place, text.trim() ? SHOWN : Infinity)));
  const hits = groups.flatMap(([, commands]) => commands).filter((one) => one.kind !== "list").length;
  byId("palette-none").hidden = hits > 0;
  box.hidden = !shown.length;
  byId("palette-q").ariaExpanded = String(shown.length > 0);
  choose(hits ? 0 : -1);
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    const { none, one, many } = byId("palette").dataset;
    byId("palette-hits").textContent = hits ? filled(hits === 1 ? one : many, hits) : none;
  }, PAUSE);
}

function group(title, commands, place, most) {
  const part = document.createElement("div");
  part.role = "group";
  part.className = "palette-group";
  const head = document.createElement("p");
  head.id = `palette-group-${place}`;
  head.textContent = title;
  head.role = "presentation";
  part.setAttribute("aria-labelledby", head.id);
  part.append(head, ...commands.slice(0, most).map(option));
  if (commands.length > most) {
    const more = document.createElement("p");
    more.role = "presentation";
    more.className = "small quiet";
    more.textContent = filled(byId("palette").dataset.more, commands.length - most);
    part.append(more);
  }
  return part;
}

function option(command) {
  const element = document.createElement(command.url ? "a" : "button");
  if (command.url) element.href = command.url;
  else element.type = "button";
  element.role = "option";
  element.id = `palette-${shown.length}`;
  element.tabIndex = -1;
  element.ariaSelected = "false";
  const name = document.createElement("span");
  name.textContent = command.label;
  const hint = document.createElement("span");
  hint.className = "small quiet";
  hint.textContent = command.hint;
  element.append(name, hint);
  shown.push({ command, element });
  return element;
}

function choose(place) {
  shown[active]?.element.setAttribute("aria-selected", "false");
  active = place;
  const element = shown[place]?.element;
  const box = byId("palette-q");
  if (!element) return box.removeAttribute("aria-activedescendant");
  element.ariaSelected = "true";
  box.setAttribute("aria-activedescendant", element.id);
  return element.scrollIntoView({ block: "nearest" });
}

// ------------------------------------------------------------------ doing
function use({ command }, event) {
  const recent = JSON.parse(sessionStorage.getItem(RECENT) ?? "[]").filter((key) => key !== keyOf(command));
  sessionStorage.setItem(RECENT, JSON.stringify([keyOf(command), ...recent].slice(0, MOST_RECENT)));
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // a new tab: the link does that
  event.preventDefault();
  byId("palette").close();
  if (command.button) return command.button.click();
  const there = new URL(command.url, location);
  location.assign(there);
  if (there.pathname === location.pathname && there.search === location.search && there.hash) focusAt(there.hash);
}

function focusAt(hash) {
  const place = document.querySelector(CSS.supports(`selector(${hash})`) ? hash : "#main");
  const control = place?.querySelector("input:not([type=hidden]), select, textarea, button, a[href]");
  setTimeout(() => (control ?? place)?.focus(), 0); // once the closed dialog gave focus back
}

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: SHOWN, PageUp: -SHOWN };

function start(dialog) {
  closes(dialog);
  const box = byId("palette-q");
  box.addEventListener("input", () => list(box.value));
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" && shown[active]) {
      event.preventDefault();
      const { ctrlKey, metaKey, shiftKey } = event;
      shown[active].element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
    }
    if (!STEPS[event.key] || !shown.length) return;
    event.preventDefault();
    const to = active + STEPS[event.key];
    if (Math.abs(STEPS[event.key]) === 1) choose((to + shown.length) % shown.length);
    else choose(Math.min(shown.length - 1, Math.max(0, to)));
  });
  byId("palette-list").addEventListener("click", (event) => {
    const one = shown.find(({ element }) => element.contains(event.target));
    if (one) use(one, event);
  });
  dialog.querySelector("[data-clear]").addEventListener("click", () => {
    box.value = "";
    list("");
    box.focus();
  });
}

showLetters();
