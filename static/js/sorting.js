// Drag a row of a list by its handle, with mouse, pen or finger. Nothing is moved in the document before the drop.
// The other way, without dragging, is in the page: buttons and Alt with an arrow key.

const THRESHOLD = 5; // pixels before a press becomes a drag
const EDGE = 56; // pixels from the edge of the window where it scrolls
const STEP = 14; // pixels a frame

export function startSorting({ handle, rowOf, mayStart, onDrop, onCancel }) {
  let drag = null;

  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.(handle);
    if (!grip || event.button !== 0 || drag || !mayStart(rowOf(grip))) return;
    event.preventDefault(); // no text selection, no scrolling: the handle has touch-action none
    grip.setPointerCapture(event.pointerId);
    const row = rowOf(grip);
    const rows = [...row.parentElement.children];
    const boxes = rows.map((one) => one.getBoundingClientRect()); // the one layout read
    drag = { id: event.pointerId, grip, row, rows, boxes, from: rows.indexOf(row), to: rows.indexOf(row), y: event.clientY, at: event.clientY, scrolled: scrollY, live: false };
  });

  document.addEventListener("pointermove", (event) => {
    if (drag?.id !== event.pointerId) return;
    drag.at = event.clientY;
    if (!drag.live && Math.abs(drag.at - drag.y) < THRESHOLD) return;
    if (!drag.live) begin();
    show();
  });
  document.addEventListener("pointerup", (event) => {
    if (drag?.id === event.pointerId) end(drag.live);
  });
  document.addEventListener("pointercancel", (event) => {
    if (drag?.id === event.pointerId) end(false);
  });
  document.addEventListener("keydown", (event) => {
    if (drag && event.key === "Escape") {
      event.preventDefault();
      end(false);
      onCancel();
    }
  });

  function begin() {
    drag.live = true;
    drag.row.classList.add("is-dragged");
    drag.row.parentElement.classList.add("is-sorting");
    drag.frame = requestAnimationFrame(scroll);
  }

  function scroll() {
    if (!drag) return;
    const by = drag.at < EDGE ? -STEP : drag.at > innerHeight - EDGE ? STEP : 0;
    if (by) {
      scrollBy(0, by);
      show();
    }
    drag.frame = requestAnimationFrame(scroll);
  }

  function show() {
    const offset = drag.at - drag.y + scrollY - drag.scrolled;
    const own = drag.boxes[drag.from];
    const middle = own.top + own.height / 2 + offset;
    drag.to = drag.boxes.findLastIndex((box) => middle > box.top);
    if (drag.to < 0) drag.to = 0;
    drag.row.style.transform = `translateY(${offset}px)`;
    drag.rows.forEach((row, number) => {
      if (row === drag.row) return;
      const down = number < drag.from && number >= drag.to;
      const up = number > drag.from && number <= drag.to;
      row.style.transform = down ? `translateY(${own.height}px)` : up ? `translateY(${-own.height}px)` : "";
    });
  }

  function end(drops) {
    const { grip, id, row, rows, from, to, frame } = drag;
    drag = null;
    cancelAnimationFrame(frame);
    if (grip.hasPointerCapture?.(id)) grip.releasePointerCapture(id);
    for (const one of rows) {
      // The next swap would copy an empty attribute, against the policy. Chromium leaves one unless it was read before.
      if (one.getAttribute("style") !== null) one.removeAttribute("style");
    }
    row.classList.remove("is-dragged");
    row.parentElement?.classList.remove("is-sorting");
    if (drops && to !== from) onDrop(row, to);
  }
}
