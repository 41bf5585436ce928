// Staged changes: what differs from what the page was rendered with. They are kept for this tab, this page and this
// person, survive a reload and signing in again, and end when they are saved, discarded, or the person signs out.

const byId = (id) => document.getElementById(id);
export const nameOf = (row) => row.id.slice("setting-".length);
const rowOf = (name) => byId(`setting-${name}`);
const storageKey = (page) => `staged.${page.dataset.page}.${page.dataset.user}`;
const inputsOf = (row) => [...row.querySelectorAll("input[name]:not([type=hidden]), select[name]")];

let discarded = {};

export function currentlyStaged(page) {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey(page))) ?? {};
  } catch {
    return {}; // not ours, or storage is refused
  }
}

function keep(page, staged) {
  try {
    if (Object.keys(staged).length) sessionStorage.setItem(storageKey(page), JSON.stringify(staged));
    else sessionStorage.removeItem(storageKey(page));
  } catch {
    // without storage the changes live as long as the page does
  }
}

// Drop what was saved, unless it was edited again meanwhile.
export function forget(page, sent) {
  const staged = currentlyStaged(page);
  for (const name of Object.keys(sent)) if (staged[name] === sent[name]) delete staged[name];
  keep(page, staged);
}

function textIn([first, ...rest]) {
  if (first.type === "checkbox") return first.checked ? "on" : "off";
  if (first.type === "radio") return [first, ...rest].find((input) => input.checked)?.value ?? "";
  return first.value;
}

function renderedIn([first, ...rest]) {
  if (first.type === "checkbox") return first.defaultChecked ? "on" : "off";
  if (first.type === "radio") return [first, ...rest].find((input) => input.defaultChecked)?.value ?? "";
  if (first.tagName === "SELECT") return [...first.options].find((input) => input.defaultSelected)?.value ?? first.options[0].value;
  return first.defaultValue;
}

function putIn([first, ...rest], text) {
  if (first.type === "checkbox") first.checked = text === "on";
  else if (first.type === "radio") for (const input of [first, ...rest]) input.checked = input.value === text;
  else if (first.tagName !== "SELECT" || [...first.options].some(({ value }) => value === text)) first.value = text;
}

// A row has one input, some with one name, or several with names such as rules.0.keyword: these are one text as JSON,
// spelled as the server spells it.
const hasParts = (row) => inputsOf(row)[0].name !== nameOf(row);
const partsOf = (row) => Map.groupBy(inputsOf(row), (input) => input.name.slice(nameOf(row).length + 1));

function read(row, how) {
  if (!hasParts(row)) return how(inputsOf(row));
  const texts = [...partsOf(row)].map(([name, inputs]) => [name, how(inputs)]);
  return JSON.stringify(Object.fromEntries(texts.sort(([one], [other]) => (one < other ? -1 : 1))));
}

const textOf = (row) => read(row, textIn);
// What the row was rendered with: the attribute says so where the server already put a change on top.
const wasOf = (row) => row.dataset.was ?? read(row, renderedIn);

function put(row, text) {
  if (!hasParts(row)) return putIn(inputsOf(row), text);
  try {
    const texts = JSON.parse(text);
    for (const [name, inputs] of partsOf(row)) if (name in texts) putIn(inputs, texts[name]);
  } catch {
    // staged by an older page; what was rendered stays
  }
  return undefined;
}

function mark(row, staged) {
  const text = textOf(row);
  const changed = text !== wasOf(row);
  row.classList.toggle("is-changed", changed);
  offerUndo(row, changed);
  if (changed) staged[nameOf(row)] = text;
  else delete staged[nameOf(row)];
}

// The markup leaves to the script what it can add itself, which keeps the page small: the names of rows, the ids of the
// second and third choice, and that what stands beside a control is read with it.
function identify(row) {
  row.id = `setting-${row.querySelector(".setting-facts code").textContent}`;
  for (const radio of row.querySelectorAll("input[type=radio]")) radio.id ||= `${radio.value}-${radio.name}`;
}

function described(row) {
  const words = [...row.querySelectorAll(".setting-about, .setting-limits, .wrong")];
  words.forEach((element, number) => { element.id ||= `about${number || ""}-${nameOf(row)}`; });
  return words.map(({ id }) => id).join(" ");
}

function describe(row) {
  const [first] = inputsOf(row);
  if (!first) return;
  (first.type === "radio" ? first.closest("[role=radiogroup]") : first).setAttribute("aria-describedby", described(row));
}

// One button in each changed row undoes that change.
function offerUndo(row, changed) {
  const there = row.querySelector(".setting-undo");
  if (!changed) {
    if (there === document.activeElement) inputsOf(row)[0].focus();
    there?.remove();
    return;
  }
  if (there) return;
  const words = byId("save-count").dataset;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "button setting-undo", textContent: words.undoShort });
  button.dataset.size = "small";
  button.ariaLabel = words.undo;
  button.setAttribute("aria-describedby", described(row).split(" ")[0]);
  row.querySelector(".setting-control").append(button);
}

const counted = (count, data, key) =>
  new Intl.PluralRules(document.documentElement.lang).select(count) === "one" ? data[`${key}One`] : data[`${key}Other`].replace("%s", count);

function showBar(page, staged) {
  const count = Object.keys(staged).length;
  const back = Object.keys(discarded).length;
  const words = byId("save-count");
  byId("save-bar").classList.toggle("is-quiet", !count && !back);
  byId("review").hidden = !count;
  byId("restore").hidden = Boolean(count) || !back;
  byId("discard").hidden = byId("save").hidden = !count && Boolean(back);
  let text = "";
  if (count) text = counted(count, words.dataset, "changes");
  else if (back) text = counted(back, words.dataset, "discarded");
  if (words.textContent !== text) words.textContent = text;
  page.dispatchEvent(new CustomEvent("settings:staged", { detail: count }));
}

function settle(page, staged) {
  keep(page, staged);
  showBar(page, staged);
}

export function startRows(page) {
  for (const row of page.querySelectorAll(".setting")) {
    identify(row);
    describe(row);
  }
}

export function startStaging(page) {
  const staged = {};
  for (const [name, text] of Object.entries(currentlyStaged(page))) {
    const row = rowOf(name);
    if (!row || !inputsOf(row).length) continue;
    put(row, text);
    mark(row, staged);
    if (name in staged) row.closest("details")?.setAttribute("open", "");
  }
  for (const row of page.querySelectorAll(".setting[data-was]")) mark(row, staged);
  settle(page, staged);

  const edited = ({ target }) => {
    const row = target.closest(".setting");
    if (!row) return;
    discarded = {};
    mark(row, staged);
    settle(page, staged);
  };
  page.addEventListener("input", edited);
  page.addEventListener("change", edited);

  page.addEventListener("click", ({ target }) => {
    const row = target.closest?.(".setting-undo")?.closest(".setting");
    if (!row) return;
    put(row, wasOf(row));
    mark(row, staged);
    settle(page, staged);
  });

  byId("discard").addEventListener("click", (event) => {
    event.preventDefault();
    discarded = { ...staged };
    for (const name of Object.keys(discarded)) {
      put(rowOf(name), wasOf(rowOf(name)));
      mark(rowOf(name), staged);
    }
    settle(page, staged);
    byId("restore").focus();
  });
  byId("restore").addEventListener("click", () => {
    for (const [name, text] of Object.entries(discarded)) {
      put(rowOf(name), text);
      mark(rowOf(name), staged);
    }
    discarded = {};
    settle(page, staged);
    byId("save").focus();
  });
}
