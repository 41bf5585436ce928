"""A language in which every text of ours stands in brackets: what stands in none was never handed to gettext."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import polib

from tests.languages import catalogue

CODE = "zu"  # Django has no texts in it
SPOKEN = ("aria-label", "title", "alt", "placeholder", "aria-description")
SILENT = {"script", "style", "code", "kbd", "pre"}
VOID = {"input", "meta", "link", "br", "hr", "img", "path", "circle", "rect", "line", "source"}
EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
INNER = re.compile(r"\[\[[^\[\]]*\]\]")


def wrapped(text: str) -> str:
    before, inner, after = EDGES.match(text).groups()  # type: ignore[union-attr]  # it fits everything
    return f"{before}[[{inner}]]{after}"


def written_to(folder: Path) -> None:
    """Compile a catalogue of it there."""
    file = polib.POFile()
    file.metadata = {**catalogue.HEADER, "Language": CODE, "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    for one in catalogue.opened(catalogue.LANGUAGES[0]):
        if one.msgctxt == "letters of Django's date filter":
            continue
        told = {"msgctxt": one.msgctxt, "msgid": one.msgid, "msgid_plural": one.msgid_plural}
        if one.msgid_plural:
            forms = {0: wrapped(one.msgid), 1: wrapped(one.msgid_plural)}
            file.append(polib.POEntry(**told, msgstr_plural=forms))
        else:
            file.append(polib.POEntry(**told, msgstr=wrapped(one.msgid)))
    target = folder / CODE / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "django.mo").write_bytes(file.to_binary())


class Reader(HTMLParser):
    """Collects what a person sees or hears of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        is_silent = bool(self.open and self.open[-1][1]) or tag in SILENT or ("lang" in known and tag != "html")
        if not is_silent:
            self.said += [known[name] for name in SPOKEN if known.get(name)]
        if tag not in VOID:
            self.open.append((tag, is_silent))

    def handle_startendtag(self, tag, attrs):
        pass  # shapes of a drawing

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not (self.open and self.open[-1][1]) and data.strip():
            self.said.append(data)


def unwrapped(page: str) -> list[str]:
    """What of a page stands in no brackets and has words in it."""
    reader = Reader()
    reader.feed(page)
    text = "\n".join(reader.said)
    while INNER.search(text):
        text = INNER.sub(" ", text)
    return [" ".join(line.split()) for line in text.splitlines() if re.search(r"[^\W\d_]{2,}", line)]
