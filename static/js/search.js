// What a search of settings finds: words, and tokens such as @unset, the best first. The page without scripts filters alone
// (dashboard/preferences/page/search.py). This is fetched when somebody searches first.

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

const cache = new WeakMap();
let more = {}; // synonyms and apps of each field, loaded with the first search
let loading = null;
let loaded = false;

export const isLoaded = () => loaded;

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
export function load(page) {
  if (!page.dataset.words) return Promise.resolve();
  loading ??= fetch(page.dataset.words).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({})).then((found) => {
    more = found;
    for (const word of (found[""]?.[0] ?? "").split(" ")) QUIET.add(word); // of the language that is read
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
  const typed = parts.filter((part) => !tokenOf(part));
  const significant = typed.filter((word) => !QUIET.has(word));
  const words = (significant.length ? significant : typed).map(stem);
  const left = rows.filter((row) => tokens.every((token) => fits(row, token)));
  const weighed = left.map((row) => [row, words.map((word) => weight(row, word))]);
  const rarity = words.map((_, index) => 1 + Math.log2((left.length + 1) / (weighed.filter(([, each]) => each[index]).length + 1)));
  const sum = (each) => each.reduce((total, weight, index) => total + weight * rarity[index], 0);
  const count = (each) => each.filter(Boolean).length;
  const needed = weighed.some(([, each]) => count(each) === words.length) ? words.length : Math.max(1, words.length / 2);
  return new Map(weighed.filter(([, each]) => count(each) >= needed).map(([row, each]) => [row, sum(each)]));
}
