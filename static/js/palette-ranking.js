// Which commands fit what somebody typed, the best first. This is the only place that ranks them: the page without
// scripts filters alone (dashboard/palette/services.py).

const LONGEST_LABEL = 200; // characters of a label that shorthand is compared with
const LONGEST_SHORTHAND = 20;

// A text as it is compared: small letters without accents, each word after a space.
const flat = (text) => ` ${(text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(" ")}`;

// A command as the server sends it, with the texts that it is found by.
export function searchable([kind, label, url, hint, also, press]) {
  return { kind, label, url, hint, press, name: flat(label), also: flat(`${also} ${hint}`) };
}

function weight({ name, also }, word) {
  if (name.includes(` ${word}`)) return 8;
  if (also.includes(` ${word}`)) return 5;
  if (word.length > 2 && name.includes(word)) return 3;
  if (word.length > 2 && also.includes(word)) return 2;
  return isShorthand([...word], [...name].slice(0, LONGEST_LABEL)) ? 1 : 0;
}

// Whether a word is put together from the beginnings of words: `trpr` is Track preferences. Each letter follows the one
// before it, or begins a later word. All ways are followed at once: one after the other, they may be more than anybody
// can wait for.
function isShorthand(word, name) {
  if (word.length < 2 || word.length > LONGEST_SHORTHAND) return false;
  const beginnings = name.flatMap((_, index) => (name[index - 1] === " " ? [index] : []));
  let ends = beginnings.filter((index) => name[index] === word[0]);
  for (const letter of word.slice(1)) {
    const first = Math.min(...ends);
    const next = [...ends.map((index) => index + 1), ...beginnings.filter((index) => index > first + 1)];
    ends = [...new Set(next)].filter((index) => name[index] === letter);
  }
  return ends.length > 0;
}

function score(command, words) {
  const weights = words.map((word) => weight(command, word));
  const phrase = ` ${words.join(" ")}`;
  const whole = command.name === phrase ? 20 : command.name.startsWith(phrase) ? 12 : 0;
  return weights.every(Boolean) ? weights.reduce((sum, each) => sum + each, whole) : 0;
}

// What fits every word; lists that are not loaded stay, because nobody knows what is in them. Null where there is no word.
export function ranked(commands, text) {
  const words = flat(text).split(" ").filter(Boolean);
  if (!words.length) return null;
  const scored = commands.map((command) => [command.kind === "list" ? 0 : score(command, words), command]);
  const fitting = scored.filter(([value, command]) => value || command.kind === "list");
  return fitting.sort(([one], [other]) => other - one).map(([, command]) => command);
}
