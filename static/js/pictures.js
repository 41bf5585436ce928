// A picture that does not come leaves its place to the initials behind it.
const PICTURE = ".portrait img";
document.addEventListener("error", ({ target }) => target.matches?.(PICTURE) && target.remove(), true);
for (const picture of document.querySelectorAll(PICTURE)) if (picture.complete && !picture.naturalWidth) picture.remove();
