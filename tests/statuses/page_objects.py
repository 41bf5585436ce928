"""What people do on the page, as their browsers would send it."""

from __future__ import annotations

import html
import re
import secrets
from typing import Any

from dashboard.sandbox.people import STUDIO

URL = "/statuses/"
TODO, PROGRESS, REVIEW, WAITING, DONE = 300_001, 300_002, 300_003, 300_004, 300_005
ALL = (TODO, PROGRESS, REVIEW, WAITING, DONE)


def text_of(answer: Any) -> str:
    """The words of a page, without its markup."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def names_in(answer: Any) -> list[str]:
    """The statuses of the list, in its order."""
    return [html.unescape(one) for one in re.findall(r'data-name="([^"]*)"', answer.content.decode())]


def send(client: Any, address: str, *, query: str = "", follow: bool = True, **form: Any) -> Any:
    """Send a form of the page and follow where it leads."""
    data = {"query": query, "idempotency_key": secrets.token_hex(16), **form}
    return client.post(f"{URL}{address}", data, follow=follow)


def order(client: Any, *wanted: int, seen: tuple[int, ...] = ALL, moved: tuple[int, ...] = (), **form: Any) -> Any:
    """Send an order as the page's script does."""
    joined = {"seen": seen, "wanted": wanted, "moved": moved}
    return send(client, "order/", **{name: ",".join(map(str, ids)) for name, ids in joined.items()}, **form)


def undo(client: Any, page: Any, **form: Any) -> Any:
    """Press Undo in the last toast of a page."""
    write_id = re.findall(r'name="undo" value="([^"]+)"', page.content.decode())[-1]
    return send(client, "undo/", undo=write_id, **form)


def edit(client: Any, status_id: int, *, was: tuple[str, str], now: tuple[str, str], **form: Any) -> Any:
    """Send the edit form; `was` and `now` are emoji and name."""
    texts = {"was_emoji": was[0], "was_name": was[1], "emoji": now[0], "name": now[1]}
    return send(client, f"{status_id}/edit/", **texts, **form)


def sent(sandbox: Any, *operations: str) -> list[str]:
    """The operations that arrived, in order; all, or only those named."""
    return [one["operation"] for one in sandbox.requests() if not operations or one["operation"] in operations]


def upstream_order(sandbox: Any, workspace_id: int = STUDIO) -> list[int]:
    """The order as the sandbox has it."""
    rows = [one for one in sandbox.world.state.statuses.values() if one["workspace_id"] == workspace_id]
    alive = [one for one in rows if not one["deleted_at"]]
    return [one["id"] for one in sorted(alive, key=lambda one: (one["position"], one["id"]))]


def upstream(sandbox: Any, status_id: int) -> dict[str, Any]:
    """A status as the sandbox has it."""
    found: dict[str, Any] = sandbox.world.state.statuses[status_id]
    return found
