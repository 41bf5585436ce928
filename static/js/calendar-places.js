// What the classes of a block say already is left out of the page, half a kilobyte a hundred blocks; here it comes back.
const PLACE = / h(\d+) m(\d+) H(\d+) M(\d+) /;

export function fillPlaces() {
  for (const item of document.querySelectorAll("#grid .block")) {
    const [, hour, minute, hours, minutes] = PLACE.exec(item.className);
    const { dataset } = item.querySelector("a");
    dataset.at ??= hour * 60 + Number(minute);
    dataset.for ??= hours * 60 + Number(minutes);
  }
}
