// A settings page: stage changes, find settings, and keep both through every swap.
import { startEditors } from "./editors.js";
import { startFinder } from "./finder.js";
import { currentlyStaged, forget, startRows, startStaging } from "./staging.js";

const root = () => document.getElementById("preferences");
let sent = {}; // what the save under way carries
let leaving = false; // nothing would be lost: it is kept for this tab

// What an address or a file staged is staged by now; a reload must not do it again.
function tidyAddress(page) {
  const address = new URL(location);
  const home = page.querySelector(".settings-form").getAttribute("action");
  if (address.pathname.endsWith("/import/")) address.pathname = home;
  for (const name of ["put", "like", "profile", "only"]) address.searchParams.delete(name);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

function start() {
  const page = root();
  if (!page?.querySelector(".settings-form")) return;
  page.dataset.live = "";
  tidyAddress(page);
  startRows(page);
  startFinder(page);
  startEditors(page);
  startStaging(page);
}

// After a swap the reader is where it matters: at what went wrong, else at the setting that was edited last.
let lastEdited = "";
document.addEventListener("change", ({ target }) => {
  if (target.closest?.(".setting")) lastEdited = target.id;
});

function focusAfterSwap(page) {
  const problem = page.querySelector("#preferences-problem, #preferences-notice");
  if (problem) problem.focus();
  else if (!document.activeElement || document.activeElement === document.body) {
    (document.getElementById(lastEdited) ?? document.getElementById("q"))?.focus({ preventScroll: true });
  }
}

document.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (root()?.contains(target)) sent = currentlyStaged(root());
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  const page = root();
  if (!page || page.dataset.live !== undefined || !(target === page || page.contains(target))) return;
  if (page.dataset.outcome === "done") forget(page, sent);
  start();
  focusAfterSwap(page);
});
document.addEventListener("htmx:beforeOnLoad", ({ detail: { xhr } }) => {
  if (xhr.status === 401) leaving = true; // signing in again brings the changes back
});
document.addEventListener("click", ({ target }) => {
  if (target.closest?.("#preferences-notice a")) leaving = true; // reconnecting does too
});
document.addEventListener("error", ({ target }) => {
  if (target.closest?.("[data-logo]")) target.remove(); // the address beside it says which picture it is
}, true);
addEventListener("pageshow", () => { leaving = false; });
addEventListener("beforeunload", (event) => {
  const page = root();
  if (!leaving && page && Object.keys(currentlyStaged(page)).length) event.preventDefault();
});

start();
