"""Changes in a person's words: a sentence for each operation and kind, labels of fields, values as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dashboard.accounts.models import User
from dashboard.accounts.sessions import user_agents
from dashboard.audit.models import Entry, Kind
from dashboard.gateway.notices import sentence_of
from dashboard.upstream import timestamps
from dashboard.upstream.contract.field_descriptions import Field, fields, humanised
from dashboard.upstream.contract.wire import MASK
from dashboard.upstream.documents import list_in, number_in, object_in, text_in
from dashboard.upstream.errors import error_of
from dashboard.web import times
from dashboard.web.values import of_field, plain

Text = str | Promise

NAMED = 3  # fields that a sentence names
LONGEST = 400  # characters of one value
SETTINGS = {
    "track.update_preferences": "track_preferences",
    "track.update_client_preferences": "track_preferences",
    "track.update_workspace_preferences": "workspace_preferences",
    "focus.update_settings": "focus_settings",
}
LABELS: Mapping[str, Text] = {
    "beginning_of_week": gettext_lazy("First day of the week"),
    "completed": gettext_lazy("Completed"),
    "completed_at": gettext_lazy("Completed"),
    "country_id": gettext_lazy("Country"),
    "default_workspace_id": gettext_lazy("Default workspace"),
    "duration": gettext_lazy("Duration"),
    "email": gettext_lazy("E-mail"),
    "emoji": gettext_lazy("Emoji"),
    "fullname": gettext_lazy("Name"),
    "name": gettext_lazy("Name"),
    "outbound_sync": gettext_lazy("Calendars told"),
    "position": gettext_lazy("Position"),
    "project_id": gettext_lazy("Project"),
    "start": gettext_lazy("Start"),
    "status_id": gettext_lazy("Status"),
    "tag_ids": gettext_lazy("Tags"),
    "task_id": gettext_lazy("Task"),
    "task_name": gettext_lazy("Task"),
    "timezone": gettext_lazy("Time zone"),
}
MOMENTS = frozenset({"start", "completed_at", "archived_at", "deleted_at", "created_at", "updated_at"})

# What was changed, and what else there is to say of it.
SENTENCES: Mapping[str, Text] = {
    "track.update_preferences": gettext_lazy("Changed Track preferences"),
    "track.update_client_preferences": gettext_lazy("Changed Track preferences of one app"),
    "track.update_workspace_preferences": gettext_lazy("Changed preferences of a workspace, for everybody in it"),
    "track.update_me": gettext_lazy("Changed the Toggl profile"),
    "track.close_account": gettext_lazy("Closed the Toggl account"),
    "track.confirm_lost_password": gettext_lazy("Set a new Toggl password by the code from a mail"),
    "track.request_lost_password": gettext_lazy("Asked Toggl for a mail that resets the password"),
    "focus.update_settings": gettext_lazy("Changed Focus settings"),
    "focus.create_time_block": gettext_lazy("Planned a time block"),
    "focus.create_time_blocks": gettext_lazy("Planned time blocks"),
    "focus.replace_time_block": gettext_lazy("Changed a time block as a whole"),
    "focus.update_time_block": gettext_lazy("Changed a time block"),
    "focus.update_time_blocks": gettext_lazy("Changed time blocks"),
    "focus.delete_time_block": gettext_lazy("Deleted a time block"),
    "focus.delete_time_blocks": gettext_lazy("Deleted time blocks"),
    "focus.restore_time_block": gettext_lazy("Restored a time block"),
    "focus.archive_time_block": gettext_lazy("Archived a time block"),
    "focus.unarchive_time_block": gettext_lazy("Took a time block out of the archive"),
    "focus.create_status": gettext_lazy("Created a status"),
    "focus.update_status": gettext_lazy("Changed a status"),
    "focus.delete_status": gettext_lazy("Deleted a status"),
    "focus.restore_status": gettext_lazy("Restored a status"),
    "focus.update_task": gettext_lazy("Changed a task"),
}
KINDS: Mapping[str, Text] = {
    Kind.CONNECTED: gettext_lazy("Connected %(service)s"),
    Kind.REPLACED: gettext_lazy("Replaced the key for %(service)s"),
    Kind.DISCONNECTED: gettext_lazy("Disconnected %(service)s"),
    Kind.PERSON_CREATED: gettext_lazy("Added a person to Tandem"),
}
APPS: Mapping[str, Text] = {"web": gettext_lazy("Web"), "desktop": gettext_lazy("Desktop")}
SERVICES: Mapping[str, Text] = {"track": "Toggl Track", "focus": "Toggl Focus"}


def sentence(entry: Entry) -> str:
    """Return what was done, in one line without times."""
    if entry.kind != Kind.WRITE_INTENT:
        said = str(KINDS.get(entry.kind, entry.get_kind_display())) % {"service": SERVICES.get(entry.service, "Toggl")}
        about = entry.target.get("email") or entry.target.get("name") or _access(entry)
        return f"{said}: {about}" if about else said
    said = str(SENTENCES.get(entry.operation) or humanised(entry.operation.partition(".")[2]))
    more = [part for part in (_app(entry), _thing(entry), _names(entry)) if part]
    return f"{said}: {' · '.join(more)}" if more else said


def _access(entry: Entry) -> str:
    """Return from which browser somebody came or went, and how many attempts had failed before; else nothing."""
    if entry.kind not in {Kind.SIGNED_IN, Kind.SIGNED_OUT}:
        return ""
    count = sum(number_in(value) or 0 for value in entry.target.values())
    failed = ngettext("%(n)d failed attempt before", "%(n)d failed attempts before", count) % {"n": count}
    return " · ".join([user_agents.name_of(entry.target.get("browser", "")), *([failed] if count else [])])


def label(operation: str, name: str) -> str:
    """Return what a field is called."""
    if operation in SETTINGS:
        return _(field_of(operation, name).label)
    return str(LABELS.get(name) or humanised(name))


def field_of(operation: str, name: str) -> Field:
    """Return the description of a field of a settings object."""
    return fields(SETTINGS[operation]).field(name)


def readable(operation: str, name: str, value: Any, person: User) -> str:
    """Return a value as people read it; times are in their zone and formats."""
    if value is None:
        return _("not set")
    if value == MASK:
        return _("hidden")
    text = _special(operation, name, value, person)
    if text is None:
        text = plain(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def problem(code: str, service: str) -> str:
    """Return the sentence for the code of an error that history holds, or an empty string."""
    error = error_of(code, service=service) if code else None
    return sentence_of(error) if error else code


def _special(operation: str, name: str, value: Any, person: User) -> str | None:
    """Return the words of a value that has some of its own."""
    if operation in SETTINGS:
        return of_field(field_of(operation, name), value)
    if name in MOMENTS:
        at = timestamps.parse(value)
        return times.in_words(at, person) if at else None
    if name == "duration" and (seconds := number_in(value)) is not None:
        return _length(seconds, person)
    if name == "beginning_of_week" and (day := number_in(value)) is not None:
        return _DAYS[day % 7]()
    if name == "completed":
        return _("yes") if value else _("no")
    return None


def _length(seconds: int, person: User) -> str:
    if seconds % 60:  # rounded to minutes, two lengths could look alike
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    return times.length(seconds, person.duration_format or "improved", person.decimal_separator)


def _app(entry: Entry) -> str:
    client = entry.target.get("client", "")
    return str(APPS.get(client, client))


def _thing(entry: Entry) -> str:
    """Return the name of the thing, as far as history holds it; how many, where it was about many."""
    several = _several(entry)
    if several is not None:
        return ngettext("%(count)s block", "%(count)s blocks", several) % {"count": several}
    if entry.operation in SETTINGS or entry.operation == "track.update_me":
        return ""
    for data in (object_in(entry.before), object_in(entry.after)):
        for key in ("task_name", "name"):
            if name := text_in(data.get(key)):
                return _("“%(name)s”") % {"name": name}
    return ""


def _several(entry: Entry) -> int | None:
    if not entry.operation.endswith("_time_blocks"):
        return None
    listed = object_in(entry.after).get("time_blocks", entry.after)
    return len(list_in(listed) or entry.target.get("ids") or [])


def _names(entry: Entry) -> str:
    """Return the labels of the fields that a change was about."""
    sent = object_in(entry.after)
    if not sent or not entry.operation.rpartition(".")[2].startswith(("update", "replace")):
        return ""
    # PostgreSQL does not keep the order in which they were sent
    named = sorted(label(entry.operation, name) for name in sent if name != "outbound_sync")
    more = len(named) - NAMED
    listed = ", ".join(named[:NAMED])
    return listed if more <= 0 else _("%(fields)s and %(count)s more") % {"fields": listed, "count": more}


_DAYS: tuple[Callable[[], str], ...] = (
    lambda: _("Sunday"), lambda: _("Monday"), lambda: _("Tuesday"), lambda: _("Wednesday"), lambda: _("Thursday"),
    lambda: _("Friday"), lambda: _("Saturday"),
)  # fmt: skip
