"""The table of `make measure`: a line a page, its goals beside it."""

from __future__ import annotations

from dataclasses import dataclass

from tests.measure.look import Seen
from tests.measure.weight import Weight

HEAD = (
    "page",
    "axe",
    "judged",
    "targets",
    "scripts",
    "styles",
    "HTML",
    "requests",
    "paint s",
    "shift",
    "Lighthouse",
    "",
)


@dataclass(frozen=True)
class Row:
    """A page and its figures."""

    name: str
    seen: Seen
    weight: Weight
    scores: dict[str, int]  # of Lighthouse: performance, accessibility, best practices

    def missed(self) -> list[str]:
        """Return the goals that were not reached."""
        seen, weight = self.seen, self.weight
        performance = 90 if self.name == "calendar" else 95
        reached = {
            "axe": not seen.violations and not seen.unsettled,
            "targets": not seen.small,
            "weight": weight.is_light,
            "requests": seen.first <= 14 and seen.repeat <= 2,
            "paint": seen.paint <= 1.5,
            "shift": seen.shift <= 0.02,
            "errors": not seen.errors,
            **{name: score >= (performance if name == "performance" else 100) for name, score in self.scores.items()},
        }
        return [name for name, is_reached in reached.items() if not is_reached]

    def cells(self) -> tuple[str, ...]:
        """Return what the table says of the page."""
        seen, weight = self.seen, self.weight
        return (
            self.name,
            str(len(seen.violations)),
            f"{seen.settled}" + (f" + {len(seen.unsettled)}" if seen.unsettled else ""),
            f"{seen.least:.0f}" + (f", {len(seen.small)} small" if seen.small else ""),
            f"{weight.scripts / 1000:.1f}" + (f" + {weight.later / 1000:.1f}" if weight.later else ""),
            f"{weight.styles / 1000:.1f}",
            f"{weight.document / 1000:.1f}",
            f"{seen.first} / {seen.repeat}",
            f"{seen.paint:.2f}",
            f"{seen.shift:.3f}",
            " / ".join(map(str, self.scores.values())) or "-",
            f"missed: {', '.join(self.missed())}" if self.missed() else "ok",
        )


def lines(rows: list[Row]) -> list[str]:
    """Return the table as text that is also Markdown."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(HEAD))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    return [text[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *text[1:]]
