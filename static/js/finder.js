// Searching a settings page: words, and tokens such as @unset. The same rules as in dashboard/preferences/search.py.

const TOKENS = {
  "@modified": (row) => row.classList.contains("is-changed"),
  "@unset": (row) => row.dataset.unset !== undefined,
  "@set": (row) => row.dataset.unset === undefined,
  "@readonly": (row) => row.querySelector(".setting-reason") !== null,
  "@unknown": (row) => row.dataset.unknown !== undefined,
};
const NAMED = {
  "@client:": (row, app) => textsOf(row).clients.includes(app),
  "@group:": (row, group) => row.closest(".settings-group").id.startsWith(`group-${group}`),
};
const QUIET = new Set(("a about all an and any are as at be by can do does for from get have how i if in into is it let make " +
  "me my of on or so that the their them then this to use want what when where which while with you your").split(" "));
const PAUSE = 300; // milliseconds without a key before the number of hits is announced
const BEST = 5;

const byId = (id) => document.getElementById(id);
const parts = new WeakMap(); // what a search looks through and shows, gathered once a page
const cache = new WeakMap();
let announcing = 0;
let more = {}; // synonyms and apps of each field, loaded with the first search
let loading = null;
let loaded = false;

const flat = (text) => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}_]+/gu, " ")}`;

function textsOf(row) {
  if (!cache.has(row)) {
    const [also, clients] = more[row.id.slice("setting-".length)] ?? ["", ""];
    const label = row.querySelector(".setting-label").textContent;
    const rest = flat(`${row.querySelector(".setting-words").textContent} ${also}`);
    cache.set(row, { label: flat(label), also: flat(also), name: row.id.slice("setting-".length).toLowerCase(), rest, clients: clients.split(" ") });
  }
  return cache.get(row);
}

// The first search asks for what the page does not show; browsers keep it.
function load(page) {
  if (!page.dataset.words) return Promise.resolve();
  loading ??= fetch(page.dataset.words).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({})).then((found) => {
    more = found;
    loaded = true;
    for (const row of document.querySelectorAll(".setting")) cache.delete(row);
    document.querySelectorAll(".setting").forEach(textsOf); // before the next key, not with it
  });
  return loading;
}

const tokenOf = (word) => TOKENS[word] ?? Object.entries(NAMED).find(([start]) => word.startsWith(start))?.[1];
const fits = (row, token) => tokenOf(token)(row, token.slice(token.indexOf(":") + 1));

function stem(word) {
  word = word.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu, "") || word;
  for (const [ending, least] of [["ing", 6], ["ed", 6], ["s", 4]]) {
    if (word.endsWith(ending) && word.length >= least) return word.slice(0, -ending.length);
  }
  return word;
}

function weight(row, word) {
  const texts = textsOf(row);
  if (texts.label.includes(` ${word}`)) return 8;
  if (texts.also.includes(` ${word}`)) return 6;
  if (texts.name.includes(word)) return 4;
  return texts.rest.includes(` ${word}`) ? 2 : 0;
}

// Which rows stay, with their weight; null where nothing is looked for.
export function hits(rows, text) {
  const parts = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (!parts.length) return null;
  const tokens = parts.filter(tokenOf);
  const said = parts.filter((one) => !tokenOf(one));
  const telling = said.filter((one) => !QUIET.has(one));
  const words = (telling.length ? telling : said).map(stem);
  const left = rows.filter((row) => tokens.every((token) => fits(row, token)));
  const weighed = left.map((row) => [row, words.map((word) => weight(row, word))]);
  const rarity = words.map((_, place) => 1 + Math.log2((left.length + 1) / (weighed.filter(([, each]) => each[place]).length + 1)));
  const sum = (each) => each.reduce((total, one, place) => total + one * rarity[place], 0);
  const count = (each) => each.filter(Boolean).length;
  const needed = weighed.some(([, each]) => count(each) === words.length) ? words.length : Math.max(1, words.length / 2);
  return new Map(weighed.filter(([, each]) => count(each) >= needed).map(([row, each]) => [row, sum(each)]));
}

function partsOf(page) {
  if (!parts.has(page)) {
    const sections = [...page.querySelectorAll(".settings-group")].map((section) => ({
      section,
      rows: [...section.querySelectorAll(".setting")],
      link: page.querySelector(`.settings-groups a[href="#${section.id}"]`).parentElement,
      fold: section.querySelector("details:has(> .settings-rows)"),
    }));
    parts.set(page, { sections, rows: sections.flatMap(({ rows }) => rows) });
  }
  return parts.get(page);
}

// Touch only what changes: each attribute that is set makes the browser look at the styles around it.
const show = (element, shown) => {
  if (element.hidden === shown) element.hidden = !shown;
};

function filter(page, text) {
  const { sections, rows } = partsOf(page);
  const found = hits(rows, text);
  for (const { section, rows: members, link, fold } of sections) {
    const here = !found || members.some((row) => found.has(row));
    show(section, here);
    show(link, here);
    for (const row of members) show(row, !found || found.has(row));
    if (found && here && fold && !fold.open) fold.open = true;
  }
  show(byId("no-hits"), Boolean(found) && !found.size);
  showBest(found);
  return found ? found.size : -1;
}

const addressOf = (row) => `#input-${row.id.slice("setting-".length)}`; // it holds without scripts too

function showBest(found) {
  const box = byId("best");
  const ordered = [...(found ?? [])].filter(([, weighs]) => weighs).sort(([, one], [, two]) => two - one);
  show(box, ordered.length > BEST);
  if (box.hidden) return;
  const links = ordered.slice(0, BEST).map(([row]) => {
    const link = document.createElement("a");
    link.href = addressOf(row);
    link.textContent = row.querySelector(".setting-label").textContent;
    return link;
  });
  box.replaceChildren(box.dataset.title, ...links.flatMap((link) => [" ", link]));
}

function announce(found) {
  const box = byId("hits");
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    remember();
    box.textContent = found < 0 ? box.dataset.all : box.dataset.some.replace("%s", found);
  }, PAUSE);
}

// The address holds the search, for a reload and for others. Writing it is dear, so it waits for a pause between keys.
function remember() {
  const text = byId("q")?.value.trim() ?? "";
  const url = new URL(location);
  if ((url.searchParams.get("q") ?? "") === text) return;
  if (text) url.searchParams.set("q", text);
  else url.searchParams.delete("q");
  history.replaceState(history.state, "", url);
}
addEventListener("pagehide", remember);
document.addEventListener("htmx:beforeRequest", remember);

// Mark the group that is being read.
function follow(page) {
  const links = new Map([...page.querySelectorAll(".settings-groups a")].map((link) => [link.hash.slice(1), link]));
  const seen = new Set();
  const observer = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) seen[isIntersecting ? "add" : "delete"](target.id);
    const first = [...links.keys()].find((id) => seen.has(id));
    for (const [id, link] of links) {
      if (id === first) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-20% 0px -60% 0px" });
  for (const section of page.querySelectorAll(".settings-group")) observer.observe(section);
}

// A link to a field shows it, whatever is searched for and folded away.
function reveal() {
  const row = /^#(input|setting)-/.test(location.hash) ? byId(location.hash.slice(1))?.closest(".setting") : null;
  if (!row) return;
  if (row.closest("[hidden]")) {
    byId("q").value = "";
    announce(filter(row.closest(".settings"), ""));
  }
  row.closest("details")?.setAttribute("open", "");
  row.scrollIntoView({ block: "center" });
}
addEventListener("hashchange", reveal);

// The name of each field is a link to it. It is no stop for the Tab key: there would be one in every row.
function link(row) {
  const name = row.querySelector(".setting-facts code");
  const there = document.createElement("a");
  there.href = addressOf(row);
  there.tabIndex = -1;
  name.replaceWith(there);
  there.append(name);
}

export function startFinder(page) {
  page.querySelectorAll(".setting").forEach(link);
  const box = byId("q");
  const search = () => {
    const shown = () => announce(filter(page, box.value));
    shown();
    if (box.value.trim() && !loaded) load(page).then(shown); // what the page itself says is searched at once
  };
  const set = (text) => {
    box.value = text;
    search();
    box.focus();
  };
  box.value = new URL(location).searchParams.get("q") ?? box.value;
  if (box.value) load(page).then(() => announce(filter(page, box.value)));
  box.addEventListener("focus", () => load(page).then(() => partsOf(page)), { once: true });
  box.addEventListener("input", search);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it has been searched for already
    if (event.key === "Escape" && box.value) set("");
  });
  byId("clear-search").addEventListener("click", (event) => {
    event.preventDefault();
    set("");
  });
  byId("review").addEventListener("click", () => set("@modified"));
  follow(page);
  reveal();
}

const writes = (element) => element.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  const box = byId("q");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !box || writes(event.target)) return;
  event.preventDefault();
  box.focus();
  box.select();
});
