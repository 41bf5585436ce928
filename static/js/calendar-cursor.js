// The time cursor: where a new block would begin on a day that has none to go to.
import { clockText, hoursAndMinutes, hoursOf, step } from "tandem/calendar-clock";

export class Cursor {
  minute = 9 * 60;
  element = null;

  // Make the cursor anew for a grid that was just put in place.
  attach(days) {
    const day = days.find((one) => one.classList.contains("is-on")) ?? days[0];
    if (!day) return;
    this.element = document.createElement("a");
    this.element.href = "#";
    this.element.role = "button";
    this.element.className = "cursor";
    this.element.tabIndex = -1;
    this.element.addEventListener("click", (event) => event.preventDefault());
    this.put(day, this.minute);
  }

  put(day, minute) {
    const { first, last } = hoursOf(day.closest(".grid"));
    this.minute = Math.min(Math.max(Math.round(minute / step()) * step(), first), last - step());
    this.element.dataset.start = hoursAndMinutes(this.minute);
    const words = document.getElementById("new-block").textContent.trim();
    this.element.ariaLabel = `${words}, ${day.dataset.title}, ${clockText(this.minute)}`;
    day.querySelector(".day-body").append(this.element);
    return this.element;
  }

  by(minutes) {
    return this.put(this.element.closest(".day"), this.minute + minutes);
  }
}
