"""What Focus refuses to do with a status, and how its positions behave: both are learned, since nothing tells.

Which statuses are built in shows only when Focus refuses to change them. Its sentences are kept for a while.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.core.cache import caches
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.audit.models import Entry, Kind, Outcome
from dashboard.statuses.services.order_plan import Positioning
from dashboard.upstream.errors import Forbidden, UpstreamError

Verb = Literal["update", "delete"]

REMEMBERED_FOR = 90 * 24 * 3600  # seconds
MOST = 1_000  # rows of history that are looked through
VERBS: dict[str, Verb] = {"focus.update_status": "update", "focus.delete_status": "delete"}


@dataclass(frozen=True, slots=True)
class Refusals:
    """What Focus has refused to do with each status, in its own words."""

    update: dict[int, str]
    delete: dict[int, str]

    def built_in(self, status_id: int) -> str:
        """Return why a status carries a lock, or an empty string."""
        return self.delete.get(status_id) or self.update.get(status_id, "")


def refusals(user: User, workspace_id: int) -> Refusals:
    """Return what is known of the statuses of a workspace; Focus's sentences are the same for everybody in it.

    What this person was refused stays known from their history.
    """
    known = {**_refused_to(user, workspace_id), **_learned(workspace_id)}
    return Refusals(
        update={status_id: words for (verb, status_id), words in known.items() if verb == "update"},
        delete={status_id: words for (verb, status_id), words in known.items() if verb == "delete"},
    )


def learn_refusal(workspace_id: int, status_id: int, verb: Verb, problem: UpstreamError | None, *, done: bool) -> None:
    """Remember that Focus refused this as for a built-in status, or that it does it after all."""
    learned = _learned(workspace_id)
    if done and (verb, status_id) in learned:
        del learned[verb, status_id]
    elif isinstance(problem, Forbidden) and "default status" in problem.upstream_message.lower():
        learned[verb, status_id] = problem.upstream_message
    else:
        return
    rows = [[*refused, words] for refused, words in learned.items()]
    caches["kept"].set(f"statuses.refused.{workspace_id}", rows, REMEMBERED_FOR)


def positioning() -> Positioning:
    """Return how positions last behaved at Focus; "shift" until something else was seen."""
    learned: Positioning = caches["kept"].get("statuses.positioning") or "shift"
    return learned


def learn_positioning(seen: Positioning) -> None:
    """Remember how positions behave."""
    caches["kept"].set("statuses.positioning", seen, REMEMBERED_FOR)


def _learned(workspace_id: int) -> dict[tuple[Verb, int], str]:
    rows = caches["kept"].get(f"statuses.refused.{workspace_id}") or []
    return {(verb, status_id): words for verb, status_id, words in rows}


def _refused_to(user: User, workspace_id: int) -> dict[tuple[Verb, int], str]:
    """Return what Focus forbade this person, where it was the last that they tried of its kind."""
    rows = Entry.objects.filter(
        actor_id=user.pk,
        kind=Kind.WRITE_OUTCOME,
        operation__in=VERBS,
        target__workspace_id=workspace_id,
        outcome__in=(Outcome.DONE, Outcome.REFUSED),
    )
    last: dict[tuple[Verb, int], str] = {}
    for operation, target, detail in rows.order_by("-id").values_list("operation", "target", "detail")[:MOST]:
        last.setdefault((VERBS[operation], target["status_id"]), detail)
    words = _("Focus did not allow it the last time")
    return {tried: words for tried, detail in last.items() if detail == Forbidden.code}
