// What every page does: no answer is lost silently, the theme takes effect at once, work under way is announced.
import { adopt, toast } from "tandem/toasts";

const words = () => document.getElementById("toasts").dataset;

document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  if (!adopt(xhr.responseText)) toast(xhr.status === 403 ? words().forbidden : words().failed, "error");
});
for (const event of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(event, () => toast(words().unanswered, "error"));
}
for (const event of ["htmx:swapError", "htmx:onLoadError", "htmx:targetError"]) {
  document.addEventListener(event, () => toast(words().failed, "error"));
}

document.addEventListener("htmx:beforeRequest", ({ detail: { target } }) => target?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", ({ detail: { target } }) => target?.removeAttribute("aria-busy"));

document.addEventListener("change", ({ target }) => {
  if (target.closest?.("[data-theme-form]")) document.documentElement.dataset.theme = target.value;
});

// What was staged in this tab belongs to the person who leaves.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-sign-out]")) sessionStorage.clear();
});
