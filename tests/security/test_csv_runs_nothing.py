"""No cell of a download is a formula, whatever character the spreadsheet splits its lines at."""

from __future__ import annotations

import csv
import io

from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.web import downloads

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20"
SEPARATORS = ",;\t|"
texts = st.lists(
    st.text(st.sampled_from([*SIGNS, *SEPARATORS, "\n", "\r", '"', "'", " ", "x", "1"]), max_size=12)
    | st.text(max_size=5),
    min_size=1,
    max_size=4,
)


def cells(line: str, separator: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(line, newline=""), delimiter=separator) for cell in row]


@given(texts)
@example(["x;=cmd|' /C calc'!A0;y"])
@example(["a", "x;=cmd|' /C calc'!A0;y"])
@example(['x;"=1";y'])
@example(["a\t=1", "b|@SUM(1)", "c\n=1", "\r=1"])
def test_no_cell_begins_with_a_sign(row):
    lines = "".join(downloads.csv_lines(["name"], [row])).removeprefix("\ufeff")
    for separator in SEPARATORS:
        found = [cell.lstrip(' "\r\n') for cell in cells(lines, separator)]
        assert not [cell for cell in found if cell.startswith(tuple(SIGNS))], separator


def test_no_cell_begins_with_a_tab_or_a_break():
    for text in ("\t=1", "\tx", "\rx", "\nx", "\r\nx", "\n=1"):
        (cell,) = cells("".join(downloads.csv_lines(["name"], [[text]])), ",")[1:]
        assert cell.startswith("'"), text


def test_every_cell_is_quoted_and_numbers_stay_numbers():
    assert list(downloads.csv_lines(["a", "b"], [[-5, "x"], [1.5, None]])) == [
        '\ufeff"a","b"\r\n', '"-5","x"\r\n', '"1.5",""\r\n',
    ]  # fmt: skip


def test_ordinary_words_are_left_alone():
    row = ["Meeting, then lunch", "a-b", "1+1=2", "me@example.com", "Ann; Bob", 'say "x"', "don't"]
    assert cells("".join(downloads.csv_lines(["x"], [row])), ",")[1:] == row
