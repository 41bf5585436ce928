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

function filter(page, text) {
  const rows = [...page.querySelectorAll(".setting")];
  const found = hits(rows, text);
  for (const row of rows) {
    const hidden = Boolean(found) && !found.has(row);
    if (row.hidden !== hidden) row.hidden = hidden;
  }
  for (const section of page.querySelectorAll(".settings-group")) {
    const here = section.querySelector(".setting:not([hidden])") !== null;
    section.hidden = !here;
    page.querySelector(`.settings-groups a[href="#${section.id}"]`).parentElement.hidden = !here;
    if (found && here) section.querySelector("details:has(> .settings-rows)")?.setAttribute("open", "");
  }
  byId("no-hits").hidden = !found || found.size > 0;
  showBest(found);
  return found ? found.size : -1;
}

function showBest(found) {
  const box = byId("best");
  const ordered = [...(found ?? [])].filter(([, weighs]) => weighs).sort(([, one], [, two]) => two - one);
  box.hidden = ordered.length <= BEST;
  if (box.hidden) return;
  const links = ordered.slice(0, BEST).map(([row]) => {
    const link = document.createElement("a");
    link.href = `#${row.id}`;
    link.textContent = row.querySelector(".setting-label").textContent;
    return link;
  });
  box.replaceChildren(box.dataset.title, ...links.flatMap((link) => [" ", link]));
}

function announce(found) {
  const box = byId("hits");
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    box.textContent = found < 0 ? box.dataset.all : box.dataset.some.replace("%s", found);
  }, PAUSE);
}

function remember(text) {
  const url = new URL(location);
  if (text) url.searchParams.set("q", text);
  else url.searchParams.delete("q");
  history.replaceState(history.state, "", url);
}

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
  const row = location.hash.startsWith("#setting-") ? byId(location.hash.slice(1)) : null;
  if (!row) return;
  if (row.hidden) {
    byId("q").value = "";
    remember("");
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
  there.href = `#${row.id}`;
  there.tabIndex = -1;
  name.replaceWith(there);
  there.append(name);
}

export function startFinder(page) {
  page.querySelectorAll(".setting").forEach(link);
  const box = byId("q");
  const search = () => {
    remember(box.value.trim());
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
  box.addEventListener("focus", () => load(page), { once: true });
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
