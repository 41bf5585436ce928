// The layout under a drag, read once when it begins, and the pieces it shows, moved by transforms alone.
import { clockText, DAY, elapsed, gapAt, hoursOf, placeAt, repeated } from "./calendar-clock.js";

const EDGE = 40; // pixels from the edge where the grid scrolls
const FASTEST = 18; // pixels a frame

const HOURS = 60; // pixels that the column of hours covers
const HEAD = 84; // and the row of days

const pull = (at, low, high) => (at < low + EDGE ? at - low - EDGE : at > high - EDGE ? at - high + EDGE : 0);
function speed(by, began) {
  const more = Math.sign(by) === Math.sign(began) ? Math.abs(by) - Math.abs(began) : Math.abs(by);
  return Math.sign(by) * Math.min(FASTEST, Math.max(more, 0) / 2);
}

// What floats has a layer of its own, so that nothing of the page has to be laid out again.
const layer = document.createElement("div");
layer.className = "floaters";
layer.ariaHidden = "true";
document.body.append(layer);

export class GridLayout {
  constructor(grid) {
    this.grid = grid;
    this.scroller = grid.closest(".grid-scroll");
    this.frame = this.scroller.getBoundingClientRect();
    Object.assign(this, hoursOf(grid));
    this.days = [...grid.querySelectorAll(".day")]
      .map((day) => ({ day, body: day.querySelector(".day-body") }))
      .map(({ day, body }) => ({ day, body, box: body.getBoundingClientRect(), exists: Boolean(body.querySelector(".slots")) }))
      .filter(({ box }) => box.width);
    this.high = this.days[0].box.height / (this.last - this.first); // pixels a minute
    this.scrolled = this.now();
    this.shown = [];
    for (const side of ["left", "top", "width", "height"]) layer.style[side] = `${this.frame[side]}px`;
    this.onScroll = () => this.again?.();
    addEventListener("scroll", this.onScroll, { capture: true, passive: true });
  }

  // How far the page was scrolled since the layout was read, and where the layer begins.
  shift() {
    const { x, y } = this.now();
    return { x: this.scrolled.x - x - this.frame.left, y: this.scrolled.y - y - this.frame.top };
  }

  now() {
    return { x: this.scroller.scrollLeft + scrollX, y: this.scroller.scrollTop + scrollY };
  }

  // A point of the window, as it was when the layout was read.
  then(x, y) {
    const { x: dx, y: dy } = this.now();
    return { x: x + dx - this.scrolled.x, y: y + dy - this.scrolled.y };
  }

  // The day and the minute under the pointer; outside the grid the nearest.
  at(clientX, clientY) {
    const { x, y } = this.then(clientX, clientY);
    const away = ({ box }) => Math.max(box.left - x, x - box.right, 0);
    const nearest = this.days.reduce((best, one) => (one.exists && away(one) < away(best) ? one : best), this.days.find((one) => one.exists));
    const minute = Math.min(Math.max(this.first + (y - nearest.box.top) / this.high, this.first), this.last);
    const isSecond = x > nearest.box.left + nearest.box.width / 2;
    return { index: this.days.indexOf(nearest), minute, fold: isSecond ? 1 : 0 };
  }

  // A place that exists: minutes beyond the day are the neighbour's, what the clocks skip is stepped over.
  settle({ index, minute, fold }, latest = DAY) {
    let [to, at] = [index, minute];
    for (; at < 0 && to > 0; to -= 1) at += DAY;
    for (; at >= DAY && to < this.days.length - 1; to += 1) at -= DAY;
    at = Math.min(Math.max(at, 0), latest);
    const gap = gapAt(this.days[to].day, at);
    if (gap) [at] = [gap[1] % DAY];
    return { index: to, minute: at, fold: repeated(this.days[to].day, at) ? fold : 0 };
  }

  // Minutes that pass from one place to another, negative backwards.
  between(from, to) {
    let past = elapsed(this.days[to.index].day, to) - elapsed(this.days[from.index].day, from);
    const way = Math.sign(to.index - from.index);
    for (let i = from.index; i !== to.index; i += way) past += way * elapsed(this.days[way > 0 ? i : i - 1].day, { minute: DAY, fold: 0 });
    return past;
  }

  // Where so many minutes after a place end: the stretch on each day that is touched.
  stretches(from, length) {
    const found = [];
    let [rest, start] = [length, from];
    for (let { index } = from; index < this.days.length; index += 1) {
      const { day } = this.days[index];
      const begins = elapsed(day, start);
      const whole = elapsed(day, { minute: DAY, fold: 0 });
      const end = begins + rest >= whole ? { minute: DAY, fold: 0 } : placeAt(day, begins + rest);
      found.push({ index, start, end });
      rest -= whole - begins;
      if (rest <= 0) break;
      start = { minute: 0, fold: 0 };
    }
    return found;
  }

  // Show a block at a place; the label tells from when to when.
  show(from, length, look, note = "") {
    this.again = () => this.show(from, length, look, note);
    const pieces = this.stretches(from, Math.max(length, 0));
    const { end } = pieces.at(-1);
    const times = length ? `${clockText(from.minute)}\u2013${clockText(end.minute)}` : clockText(from.minute);
    this.label = times;
    pieces.forEach((piece, number) => this.draw(number, piece, look, number ? "" : `${times}${note ? ` · ${note}` : ""}`));
    while (this.shown.length > pieces.length) this.shown.pop().remove();
  }

  draw(number, { index, start, end }, look, text) {
    const piece = (this.shown[number] ??= this.add(look));
    const { box } = this.days[index];
    const top = Math.max(start.minute, this.first);
    const bottom = Math.min(end.minute > start.minute ? end.minute : start.minute, this.last);
    const high = Math.max((bottom - top) * this.high, 24);
    if (piece.high !== high || piece.wide !== box.width) {
      [piece.high, piece.wide] = [high, box.width];
      piece.style.height = `${high}px`;
      piece.style.width = `${box.width - 6}px`;
    }
    const { x: dx, y: dy } = this.shift();
    const x = box.left + dx;
    const y = box.top + dy + (top - this.first) * this.high;
    piece.style.transform = `translate(${x}px, ${y}px)`;
    if (piece.firstChild.data !== text) piece.firstChild.data = text;
  }

  add({ classes = "", hue, name }) {
    const piece = document.createElement("div");
    piece.className = `floater ${classes}`;
    if (hue) piece.dataset.hue = hue;
    piece.append("", document.createElement("b"));
    piece.lastChild.textContent = name;
    layer.append(piece);
    return piece;
  }

  // A box over free hours, between two points of the window as they were at the start.
  frameBox(from, to) {
    const piece = (this.shown[0] ??= this.add({ classes: "is-box", name: "" }));
    const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
    piece.style.width = `${Math.abs(from.x - to.x)}px`;
    piece.style.height = `${Math.abs(from.y - to.y)}px`;
    const { x, y } = this.shift();
    piece.style.transform = `translate(${left + x}px, ${top + y}px)`;
  }

  // Scroll while the pointer is near an edge, nearer than where it began; true where something moved.
  scroll(x, y) {
    const { frame, scroller } = this;
    const shift = this.now();
    const top = frame.top - (scrollY - (this.windowY ??= scrollY));
    const pulls = [
      pull(x, frame.left + HOURS, frame.right),
      pull(y, Math.max(top + HEAD, 0), Math.min(top + frame.height, innerHeight)),
      pull(y, 0, innerHeight),
    ];
    this.began ??= pulls;
    const [right, down, page] = pulls.map((by, number) => speed(by, this.began[number]));
    if (right || down) scroller.scrollBy(right, down);
    if (page) scrollBy(0, page);
    const now = this.now();
    return now.x !== shift.x || now.y !== shift.y;
  }

  // It was dropped: stay until the answer comes.
  wait() {
    for (const piece of this.shown) piece.classList.add("is-waiting");
  }

  clear() {
    removeEventListener("scroll", this.onScroll, { capture: true });
    for (const piece of this.shown) piece.remove();
  }
}
