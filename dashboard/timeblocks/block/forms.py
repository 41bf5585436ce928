"""The form of a block: wall-clock values of a zone in, instants out."""

from __future__ import annotations

from datetime import date as a_date
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.timeblocks.services import clock, labels
from dashboard.timeblocks.services.address import FIRST, LAST
from dashboard.timeblocks.services.blocks import Block
from dashboard.timeblocks.services.clock import NoSuchTime

LONGEST = 7 * 24 * 3600  # seconds; longer is a slip of the finger
TIMES = ["%H:%M", "%H:%M:%S", "%I:%M %p"]
FOLDS = [("0", gettext_lazy("the first time")), ("1", gettext_lazy("the second time"))]


class BlockForm(forms.Form):
    """Task, day, start, end. `cleaned_data` gains `starts`, an instant, and `seconds`, None without an end."""

    task = forms.IntegerField(min_value=1, max_value=2**63 - 1, label=gettext_lazy("Task"))
    date = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    start = forms.TimeField(
        label=gettext_lazy("Start"), input_formats=TIMES, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    fold = forms.ChoiceField(
        label=gettext_lazy("The start comes twice that day"), choices=FOLDS, required=False, widget=forms.RadioSelect
    )
    end = forms.TimeField(
        label=gettext_lazy("End"),
        input_formats=TIMES,
        required=False,
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
    )
    end_date = forms.DateField(
        label=gettext_lazy("End day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    end_fold = forms.ChoiceField(
        label=gettext_lazy("The end comes twice that day"), choices=FOLDS, required=False, widget=forms.RadioSelect
    )
    completed = forms.BooleanField(label=gettext_lazy("Completed"), required=False)
    outbound_sync = forms.BooleanField(label=gettext_lazy("Tell my external calendar"), required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, pattern: str = "H:mm", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.pattern = zone, pattern

    @property
    def shows_fold(self) -> bool:
        """Whether the start is asked for by its half of a repeated hour."""
        return self._shows("fold", "date", "start")

    @property
    def shows_end_fold(self) -> bool:
        """Whether the end is."""
        return self._shows("end_fold", "end_date", "end")

    def clean(self) -> dict[str, Any]:
        """Turn wall-clock values into instants; what the clocks skip is refused with the next time that exists."""
        data = super().clean() or self.cleaned_data
        on, at = data.get("date"), data.get("start")
        if on is None or at is None:
            return data
        starts = self._instant("start", on, at, data.get("fold", ""))
        if starts is None:
            return data
        data["starts"], data["seconds"] = starts, None
        if (end := data.get("end")) is not None:
            data["seconds"] = self._seconds(starts, on, at, end, data)
        return data

    def _seconds(self, starts: int, on: a_date, at: time, end: time, data: dict[str, Any]) -> int | None:
        """Return the elapsed time until the end. An end before the start is the next day's, unless a day is named."""
        end_on = data.get("end_date") or (on + timedelta(days=1) if end < at else on)
        fold = data.get("end_fold") or self._later_fold(starts, end_on, end)
        ends = self._instant("end", end_on, end, fold)
        if ends is None:
            return None
        if ends < starts:
            self.add_error("end", _("The end lies before the start."))
        elif ends - starts > LONGEST:
            self.add_error("end", _("A block lasts at most seven days."))
        return ends - starts

    def _later_fold(self, starts: int, on: a_date, at: time) -> str:
        """Return the first half of a repeated hour in which the end lies after the start."""
        try:
            return "0" if clock.instant(self.zone, on, _minute(at), 0) >= starts else "1"
        except (NoSuchTime, OverflowError):
            return "0"

    def _instant(self, name: str, on: a_date, at: time, fold: str) -> int | None:
        if not FIRST <= on <= LAST:
            self.add_error("date" if name == "start" else "end_date", _("Choose a day between 1970 and 2099."))
            return None
        minute = _minute(at)
        if name == "start" and not fold and clock.day(self.zone, on).repeats(minute):
            self.add_error("fold", _("Clocks are put back that night, so this time comes twice. Which one?"))
            return None
        try:
            return clock.instant(self.zone, on, minute, int(fold or 0))
        except NoSuchTime as error:
            self.add_error(name, skipped(minute, error, self.pattern))
            return None

    def _shows(self, name: str, on_name: str, at_name: str) -> bool:
        if self.is_bound:
            data = getattr(self, "cleaned_data", {})
            on = data.get(on_name) or data.get("date")
            return bool(self.errors.get(name)) or self._is_twice(on, data.get(at_name))
        return self._is_twice(self.initial.get(on_name) or self.initial.get("date"), self.initial.get(at_name))

    def _is_twice(self, on: Any, at: Any) -> bool:
        return isinstance(on, a_date) and isinstance(at, time) and clock.day(self.zone, on).repeats(_minute(at))


def skipped(minute: int, error: NoSuchTime, pattern: str) -> str:
    """Return the sentence for a time that the clocks skip."""
    following = labels.time_of_day(error.next_valid.hour * 60 + error.next_valid.minute, pattern)
    return _("The clocks skip %(time)s that day. The next time that exists is %(next)s.") % {
        "time": labels.time_of_day(minute, pattern),
        "next": following,
    }


def initial_of(block: Block, zone: ZoneInfo) -> dict[str, Any]:
    """Return the values of a form for a block as it is."""
    on, minute, fold = clock.wall(zone, block.starts)
    values: dict[str, Any] = {"date": on, "start": _time(minute), "fold": str(fold), "task": block.task_id}
    values["completed"] = block.completed
    if block.seconds is not None:
        end_on, end_minute, end_fold = clock.wall(zone, block.ends)
        values |= {"end": _time(end_minute), "end_fold": str(end_fold)}
        is_usual = end_on == on + timedelta(days=1 if end_minute < minute else 0)
        values |= {} if is_usual else {"end_date": end_on}
    return values


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)
