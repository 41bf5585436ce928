"""Downloads: CSV that is safe to open in a spreadsheet, and JSON, both streamed line by line."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

# https://owasp.org/www-community/attacks/CSV_Injection, the full-width forms of the signs included. A spreadsheet of
# another country splits a line at a semicolon or a tab, whatever is quoted: there a cell begins in the middle of ours.
_FORMULA = re.compile(r"""^(?=[\t\r\n])|((?:^|[;,|\t\r\n])[ "']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")
KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "ics": "text/calendar; charset=utf-8"}


def answer(lines: Iterable[str], *, name: str, form: str) -> StreamingHttpResponse:
    """Return a download called `tandem-{name}-{today}.{form}`; `form` is one of KINDS."""
    filename = f"tandem-{name}-{timezone.localdate().isoformat()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    return StreamingHttpResponse(lines, content_type=KINDS[form], headers=headers)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file. A cell that would run as a formula gets an apostrophe; numbers stay numbers."""
    writer: Any = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield "\ufeff" + writer.writerow([_harmless(name) for name in header])  # a spreadsheet takes it for UTF-8
    for row in rows:
        yield writer.writerow([_harmless(cell) for cell in row])


def json_lines(rows: Iterable[Any]) -> Iterator[str]:
    """Yield a JSON array, one row a line."""
    separator = "["
    for row in rows:
        yield separator + json.dumps(row, ensure_ascii=False, default=str)
        separator = ",\n"
    yield "]\n" if separator != "[" else "[]\n"


def _harmless(cell: Any) -> Any:
    """Return the cell so that no spreadsheet runs it as a formula."""
    return _FORMULA.sub(r"\1'", cell) if isinstance(cell, str) else cell


class _Echo:
    """A file object that returns what is written to it."""

    def write(self, text: str) -> str:
        """Return the line."""
        return text
