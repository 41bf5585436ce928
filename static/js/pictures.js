// A picture that does not come leaves its place to the initials behind it.
for (const picture of document.querySelectorAll(".portrait img")) {
  const leave = () => picture.remove();
  if (picture.complete && !picture.naturalWidth) leave();
  else picture.addEventListener("error", leave);
}
