// Copying what an element says: <button data-copy="its id" data-copied="Copied." hidden>.
import { toast } from "./shell.js";

const show = () => {
  for (const button of document.querySelectorAll("[data-copy][hidden]")) button.hidden = !navigator.clipboard;
};

document.addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  toast(button.dataset.copied, "success");
});
document.addEventListener("htmx:afterSettle", show);
show();
