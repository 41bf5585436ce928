"""The forms and downloads of the directory, as browsers send them."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from typing import Any

URL = "/directory/"
TRACK = (
    "projects", "clients", "tags", "tasks", "organizations", "workspaces", "reminders", "features", "timer", "location",
)  # fmt: skip
OPERATIONS = {
    "projects": "track.list_projects",
    "clients": "track.list_clients",
    "tags": "track.list_tags",
    "tasks": "track.list_tasks",
    "organizations": "track.list_organizations",
    "workspaces": "track.list_workspaces",
    "reminders": "track.list_track_reminders",
    "features": "track.list_features",
    "timer": "track.get_web_timer",
    "location": "track.get_location",
    "focus-tasks": "focus.list_tasks",
}


def text_of(answer: Any) -> str:
    """The words of a page, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def names_in(answer: Any) -> list[str]:
    """What stands in the first column, in its order."""
    heads = re.findall(r'<th scope="row">.*?<bdi>(.*?)</bdi>', answer.content.decode(), re.DOTALL)
    return [html.unescape(one) for one in heads]


def send(client: Any, name: str, action: str, query: str = "", *, follow: bool = True, **form: str) -> Any:
    """Press a button of a list."""
    return client.post(f"{URL}{name}/{action}/", {"query": query, **form}, follow=follow)


def sent(sandbox: Any) -> list[str]:
    """The operations that arrived, in order."""
    return [one["operation"] for one in sandbox.requests()]


def csv_of(client: Any, name: str, query: str = "") -> list[dict[str, str]]:
    """A download in CSV, as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(_file(client, name, "csv", query).removeprefix("\ufeff"))))


def json_of(client: Any, name: str, query: str = "") -> Any:
    """A download in JSON."""
    return json.loads(_file(client, name, "json", query))


def _file(client: Any, name: str, form: str, query: str) -> str:
    return b"".join(client.get(f"{URL}{name}/download.{form}?{query}").streaming_content).decode()
