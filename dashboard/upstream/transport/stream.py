"""The items of a long JSON document one by one, as they arrive.

Three forms are read: a bare array, `{"items": [...]}` as the reference prints it, and one object a line. Items are
objects. What is kept is the item that is arriving, never what has passed.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from dashboard.upstream import documents

ITEM_CHARS = 1_000_000
TAIL_CHARS = 65_536  # what may follow the list in its wrapper
SPACES = re.compile(r"[ \t\r\n]*")
# A wrapper: "items", perhaps after a few plain members such as the page.
MEMBER = r'"[^"\\]{0,64}"\s*:\s*(?:"[^"\\]{0,256}"|[-+.\w]{1,32})\s*,\s*'
WRAPPER = re.compile(r"\{\s*(?:" + MEMBER + r'){0,16}"items"\s*:\s*(\[|null)')
WRAPPER_CHARS = 8192  # of the document within which a wrapper shows itself
LONGEST_TOKEN = 16  # characters of a literal or number that may still be incomplete


class ItemTooLarge(Exception):
    """One item is longer than ITEM_CHARS."""


class StreamGarbled(Exception):
    """No list of JSON objects, or one that breaks off."""


class ItemReader:
    """Give it the bytes as they come and take the items; say when the bytes have ended.

    Its work stays proportional to what it was given: an incomplete item is tried again only when the tries so far have
    cost no more than EFFORT times the input, so a server that sends single bytes cannot keep the processor busy.
    """

    EFFORT = 8

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._form = ""  # "", "array", "wrapper", "lines", "tail", "ended"
        self._comma_due = False
        self._received = 0
        self._effort = 0

    def feed(self, data: bytes) -> Iterator[Any]:
        """Yield the items that `data` completes. Raises ItemTooLarge, StreamGarbled."""
        yield from self._take(data, last=False)

    def finish(self) -> Iterator[Any]:
        """Yield what the end completes. Raises StreamGarbled where the document breaks off."""
        yield from self._take(b"", last=True)
        self._skip()
        if self._form == "tail":
            self._check_tail()
        elif self._at < len(self._text) or self._form not in {"lines", "ended"}:
            raise StreamGarbled("the list breaks off")

    def _take(self, data: bytes, *, last: bool) -> Iterator[Any]:
        try:
            self._text = self._text[self._at :] + self._utf8.decode(data, last)
        except UnicodeDecodeError:
            raise StreamGarbled("not UTF-8") from None
        self._at = 0
        self._received += len(data)
        if not self._form:
            self._recognise(last=last)
        while self._form in {"array", "wrapper", "lines"} and self._advance():
            item = self._item(last=last)
            if item is None:
                return
            yield item
        if self._form in {"tail", "ended"}:
            self._limit_tail()

    def _recognise(self, *, last: bool) -> None:
        """Find out which of the forms this is, as soon as enough has come."""
        self._skip()
        rest = self._text[self._at :]
        if rest.startswith("["):
            self._form, self._at = "array", self._at + 1
        elif rest.startswith("{"):
            self._recognise_object(last=last)
        elif "null".startswith(rest[:4]) and (len(rest) >= 4 or not last):
            if len(rest) >= 4:  # an empty list, as Go writes one
                self._form, self._at = "ended", self._at + 4
        elif rest:
            raise StreamGarbled("no list")

    def _recognise_object(self, *, last: bool) -> None:
        found = WRAPPER.match(self._text, self._at, self._at + WRAPPER_CHARS)
        if found:
            self._form = "tail" if found[1] == "null" else "wrapper"
            self._at = found.end()
        elif self._item(last=last, keep=True) is not None:
            self._form = "lines"

    def _advance(self) -> bool:
        """Step to the next item's first character; False where it has not come, or there is none."""
        self._skip()
        if self._form == "lines":
            return self._at < len(self._text)
        if self._text.startswith("]", self._at):
            self._form, self._at = ("tail" if self._form == "wrapper" else "ended"), self._at + 1
            return False
        if self._comma_due and self._at < len(self._text):
            if self._text[self._at] != ",":
                raise StreamGarbled("no comma between items")
            self._at, self._comma_due = self._at + 1, False
            self._skip()
        return self._at < len(self._text)

    def _item(self, *, last: bool, keep: bool = False) -> Any:
        """Return the item at hand, or None where it has not come whole. Raises ItemTooLarge, StreamGarbled."""
        waiting = len(self._text) - self._at
        if self._text[self._at] != "{":
            raise StreamGarbled("an item that is no object")
        if not last and self._effort > self.EFFORT * self._received + ITEM_CHARS:
            self._limit_item(waiting)
            return None
        try:
            item, end = documents.DECODER.raw_decode(self._text, self._at)
            documents.refuse_deep(item)
        except json.JSONDecodeError as problem:
            self._effort += waiting
            self._limit_item(waiting)
            if not _may_be_incomplete(problem, len(self._text)):
                raise StreamGarbled(problem.msg) from None
            return None
        except (ValueError, RecursionError):
            raise StreamGarbled("an item beyond what can be read") from None
        self._limit_item(end - self._at)
        if not keep:
            self._at, self._comma_due = end, True
        return item

    def _skip(self) -> None:
        found = SPACES.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _limit_item(self, size: int) -> None:
        if size > ITEM_CHARS:
            raise ItemTooLarge

    def _limit_tail(self) -> None:
        if len(self._text) - self._at > TAIL_CHARS:
            raise StreamGarbled("more after the list than belongs there")

    def _check_tail(self) -> None:
        try:
            documents.parse('{"items": 0' + self._text[self._at :])
        except ValueError:
            raise StreamGarbled("the wrapper breaks off") from None


def _may_be_incomplete(problem: json.JSONDecodeError, length: int) -> bool:
    """Whether more input could mend it: a string without its end, or a token at the very end."""
    return problem.msg.startswith(("Unterminated", "Invalid \\")) or problem.pos + LONGEST_TOKEN >= length
