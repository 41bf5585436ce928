// Wall-clock time in a day of the grid: what the clocks skip is stepped over, what they repeat is gone through twice.
// No instant is ever made here; the server gets date, minute and fold.

export const DAY = 1440;
const ranges = (text) => (text ?? "").split(" ").filter(Boolean).map((pair) => pair.split("-").map(Number));
const around = (list, minute) => list.find(([first, end]) => first <= minute && minute < end);

// Minutes as attributes of the grid have them, 9:05, and back.
export const minutesOf = (text) => text.split(":").reduce((hours, minutes) => hours * 60 + Number(minutes), 0);
export const hoursAndMinutes = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;

// Where the block of a link begins, how long it lasts, and whether it began before the day in which it is shown.
export function placeOf(link) {
  const { start, length, fold, rest } = link.closest(".block").dataset;
  return { minute: minutesOf(start), length: minutesOf(length), fold: Number(fold ?? 0), isRest: rest !== undefined };
}

// The hours that the grid shows, in minutes.
export function hoursOf(grid) {
  const first = Number(grid.dataset.firstHour) * 60;
  return { first, last: first + Number(grid.dataset.hours) * 60 };
}

// The minutes that a drag or a nudge snaps to: a choice of this browser's.
export const step = () => Number(localStorage.getItem("calendar.snap")) || 15;

export function clockText(minute) {
  const pattern = document.getElementById("grid")?.dataset.clock ?? "H:mm";
  const hour = Math.floor(minute / 60) % 24;
  const rest = String(minute % 60).padStart(2, "0");
  if (!pattern.toUpperCase().includes("A")) return `${hour}:${rest}`;
  return `${((hour + 11) % 12) + 1}:${rest} ${hour < 12 ? "AM" : "PM"}`;
}

export const repeated = (day, minute) => Boolean(around(ranges(day.dataset.repeats), minute));
export const gapAt = (day, minute) => around(ranges(day.dataset.skips), minute);

// Minutes that have really passed since midnight at a place on the wall, { minute, fold }.
export function elapsed(day, { minute, fold }) {
  let past = minute;
  for (const [first, end] of ranges(day.dataset.skips)) if (minute >= end) past -= end - first;
  for (const [first, end] of ranges(day.dataset.repeats)) {
    if (minute >= end || (minute >= first && fold)) past += end - first;
  }
  return past;
}

// The place on the wall so many minutes after midnight.
export function placeAt(day, past) {
  let minute = past;
  for (const [first, end] of ranges(day.dataset.skips)) if (minute >= first) minute += end - first;
  for (const [first, end] of ranges(day.dataset.repeats)) {
    if (minute < end) continue;
    minute -= end - first;
    if (minute < end) return { minute, fold: 1 };
  }
  return { minute, fold: 0 };
}

// Move by minutes within a day; the place is { minute, fold }. Null beyond the day.
export function stepped(day, { minute, fold }, by) {
  const twice = around(ranges(day.dataset.repeats), minute);
  let next = minute + by;
  let half = 0;
  if (twice && by > 0 && next >= twice[1] && fold === 0) {
    next -= twice[1] - twice[0];
    half = 1;
  } else if (twice && by < 0 && next < twice[0] && fold === 1) {
    next += twice[1] - twice[0];
  } else if (twice && next >= twice[0] && next < twice[1]) {
    half = fold;
  } else {
    const into = around(ranges(day.dataset.repeats), next);
    half = into && by < 0 ? 1 : 0;
  }
  const gap = around(ranges(day.dataset.skips), next);
  if (gap) next = by > 0 ? gap[1] : gap[0] + by;
  return next >= 0 && next < DAY ? { minute: next, fold: half } : null;
}

// A day on or back, by what is seen: where one reads from right to left, the days do too.
export const dayStep = (key) => ((key === "ArrowLeft") === (document.dir === "rtl") ? 1 : -1);
