"""A settings form as a browser without JavaScript sends it."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

URL = "/preferences/track/"
REFRESH = "/preferences/track/refresh/"


class _Form(HTMLParser):
    """Collects what the form `preferences-form` would send untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == "preferences-form"
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.inside and "selected" in given:
            self.fields[self.select] = [given["value"]]
        elif tag == "input" and self.inside and "form" not in given and _is_sent(given):
            self.fields.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def _is_sent(given: dict[str, str]) -> bool:
    return "name" in given and (given.get("type") not in {"checkbox", "radio"} or "checked" in given)


def form_of(response: Any) -> dict[str, list[str]]:
    """Everything that the form in this answer sends when nobody touches it."""
    parser = _Form()
    parser.feed(response.content.decode())
    return parser.fields


def opened(client: Any, url: str = URL) -> dict[str, list[str]]:
    """Open a page and return its form."""
    return form_of(client.get(url))


def save(client: Any, form: dict[str, list[str]], *, url: str = URL, **changes: str) -> Any:
    """Send a form with some controls changed."""
    return client.post(url, {**form, **{name: [value] for name, value in changes.items()}})


def words_of(response: Any) -> str:
    """The words of a page, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def row_of(response: Any, name: str) -> str:
    """The markup of one setting."""
    rows = re.findall(r'<div class="setting[ "].*?(?=<div class="setting[ "]|</section>)',
                      response.content.decode(), re.DOTALL)  # fmt: skip
    found = [row for row in rows if f"<code>{name}</code>" in row]
    assert found, name
    return found[0]


def writes(sandbox: Any, operation: str = "track.update_preferences") -> list[Any]:
    """The bodies of the writes that Track or Focus has received."""
    return [row["body"] for row in sandbox.requests(operation)]
