"""What a browser finds on a page: axe, targets, shifts, requests, the largest paint."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.measure.verdicts import reason, verdict

SLOWER = 4  # times: the processor of a phone
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 720}
SMALLEST = 24  # CSS pixels, https://www.w3.org/TR/WCAG22/#target-size-minimum
OPTIONS = {"resultTypes": ["violations", "incomplete"]}

WATCH = """(() => {
  const seen = { shift: 0, paint: 0 };
  window.seen = seen;
  new PerformanceObserver((list) => list.getEntries().forEach((e) => { seen.shift += e.hadRecentInput ? 0 : e.value; }))
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { seen.paint = list.getEntries().at(-1).startTime; })
    .observe({ type: "largest-contentful-paint", buffered: true });
})()"""
FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# What is drawn only once it is scrolled to is drawn at once: axe cannot decide about what is not there.
DRAWN = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [sheet];
}"""
SENT = """() => performance.getEntriesByType("resource").filter(({ transferSize }) => transferSize).length"""

# The targets that are too small, and the smallest that is none in running text. A small one may stand alone: no other
# target within the circle of 24 pixels around its middle.
TARGETS = """(smallest) => {
  const all = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=option]";
  const modal = document.querySelector("dialog:modal") ?? document; // what lies behind it cannot be pressed
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && !e.closest("[inert]");
  const area = (e) => e.getBoundingClientRect().width * e.getBoundingClientRect().height;
  const ticked = "[type=checkbox], [type=radio], [type=file]"; // pressed by their labels too, the larger the better
  const labelOf = (e) => (e.matches(ticked) ? [...e.labels].sort((one, other) => area(other) - area(one))[0] : null);
  const boxOf = (e) => {
    const [own, label] = [e.getBoundingClientRect(), labelOf(e)?.getBoundingClientRect()];
    return label && label.width * label.height > own.width * own.height ? label : own;
  };
  const inText = (e) => {
    if (!e.matches("a") || getComputedStyle(e).display !== "inline") return false;
    return [...e.parentElement.childNodes].some(({ nodeType, data }) => nodeType === 3 && /[\\p{L}\\p{N}]/u.test(data));
  };
  const covered = ({ e, box }) => {
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return top && top !== e && !e.contains(top) && !top.contains(e) && !labelOf(e)?.contains(top);
  };
  const found = [...modal.querySelectorAll(all)].filter(shown).filter((e) => !inText(e))
    .map((e) => ({ e, box: boxOf(e) })).filter((one) => !covered(one))
    .filter(({ box }) => box.width > 1 && box.height > 1 && box.right > 0 && box.bottom > 0);
  const isSmall = ({ box }) => box.width < smallest - 0.01 || box.height < smallest - 0.01;
  const middle = ({ box }) => [box.left + box.width / 2, box.top + box.height / 2];
  const beyond = (at, low, high) => Math.max(low - at, 0, at - high);
  const reach = ([x, y], { box }) => Math.hypot(beyond(x, box.left, box.right), beyond(y, box.top, box.bottom));
  const near = (one, other) => {
    if (one.e.contains(other.e) || other.e.contains(one.e) || labelOf(one.e)?.contains(other.e)) return false;
    const [[x, y], [u, v]] = [middle(one), middle(other)];
    return isSmall(other) ? Math.hypot(x - u, y - v) < smallest : reach([x, y], other) < smallest / 2;
  };
  const small = found.filter(isSmall);
  const wrong = small.filter((one) => found.some((other) => other.e !== one.e && near(one, other)));
  const words = ({ e, box }) => `${box.width.toFixed(1)}x${box.height.toFixed(1)} ${e.outerHTML.slice(0, 120)}`;
  const sides = found.filter((one) => !small.includes(one)).map(({ box }) => Math.min(box.width, box.height));
  const least = Math.min(...sides);
  return { wrong: wrong.map(words), alone: small.length - wrong.length, least };
}"""


@dataclass
class Seen:
    """The figures of a page."""

    violations: list[str] = field(default_factory=list)
    unsettled: list[str] = field(default_factory=list)  # what axe could not decide, and nobody else has
    settled: int = 0
    small: list[str] = field(default_factory=list)
    least: float = 0.0
    shift: float = 0.0
    paint: float = 0.0  # seconds
    first: int = 0
    repeat: int = 0
    errors: list[str] = field(default_factory=list)

    def problems(self) -> list[str]:
        """Return everything that somebody has to mend, or to judge in `verdicts.py`."""
        small = [f"less than {SMALLEST} pixels: {one}" for one in self.small]
        return [*self.errors, *self.violations, *(f"judge or mend: {one}" for one in self.unsettled), *small]


def visit(page: Any, address: str) -> Seen:
    """Open a page twice, on a phone for the first time and then on a desk, and look at it there in both themes."""
    seen, asked = Seen(), []
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("console", lambda said: seen.errors.append(said.text) if "Content Security" in said.text else None)
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("data:") else None)
    page.add_init_script(WATCH)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.set_viewport_size(PHONE)
    page.goto(address, wait_until="networkidle")
    page.evaluate(FRAMES)
    has_icon = not any("favicon" in one for one in asked)  # browsers ask for it, one without a window does not
    seen.first = len(set(asked)) + has_icon
    found = page.evaluate("window.seen")
    seen.shift, seen.paint = found["shift"], found["paint"] / 1000
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.set_viewport_size(DESK)
    page.goto(address, wait_until="networkidle")
    seen.repeat = 1 + page.evaluate(SENT)
    look(page, seen)
    return seen


def look(page: Any, seen: Seen, state: str = "") -> None:
    """Run axe in both themes on what is shown, and measure its targets."""
    page.evaluate(DRAWN)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=OPTIONS).response
        for rule, node in _nodes(found["violations"]):
            seen.violations.append(f"{state} {scheme}: {rule} {node['target']} {node.get('failureSummary', '')}")
        for rule, node in _nodes(found["incomplete"]):
            if verdict(rule, node, state):
                seen.settled += 1
            else:
                seen.unsettled.append(
                    f"{state} {scheme}: {rule} {reason(node)} {node['target']} {node['html'][:160]!r}"
                )
    page.emulate_media(color_scheme="light")
    targets = page.evaluate(TARGETS, SMALLEST)
    seen.small += [f"{state} {one}" for one in targets["wrong"] if one not in seen.small]
    seen.least = min(seen.least or 999, targets["least"] or 999)


def _nodes(rules: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    return [(rule["id"], node) for rule in rules for node in rule["nodes"]]
