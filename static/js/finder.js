// Finding settings: the box that searches them, what it leaves on the page, and the group that is being read.

const PAUSE = 300; // milliseconds without a key before the number of hits is announced
const BEST = 5;

const byId = (id) => document.getElementById(id);
const parts = new WeakMap(); // what a search looks through and shows, gathered once a page
let announcing = 0;
let rules = null; // search.js, once somebody has searched
let sought = null; // what the box holds: a swap empties the box, and the address is written later

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
  sought = text;
  const { sections, rows } = partsOf(page);
  const found = text.trim() ? rules.hits(rows, text) : null;
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
  if (sought === null) return;
  const text = sought.trim();
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
  const shown = () => announce(filter(page, box.value));
  const ready = async () => {
    rules ??= await import("./search.js");
    return rules;
  };
  const search = async () => {
    if (box.value.trim()) await ready();
    shown();
    if (rules && !rules.isLoaded()) rules.load(page).then(shown); // what the page itself says is searched at once
  };
  const set = (text) => {
    box.value = text;
    search();
    box.focus();
  };
  box.value = sought ?? new URL(location).searchParams.get("q") ?? box.value;
  if (box.value) ready().then(() => rules.load(page)).then(shown);
  box.addEventListener("focus", () => ready().then(() => rules.load(page)).then(() => partsOf(page)), { once: true });
  box.addEventListener("input", search);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && rules) event.preventDefault(); // it has been searched for already
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
