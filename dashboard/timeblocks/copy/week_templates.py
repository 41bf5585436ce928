"""Templates of weeks: saved by name, renamed, deleted and restored. Nothing here asks Focus."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.accounts.models import User
from dashboard.timeblocks.copy.plan import PlannedItem, to_template
from dashboard.timeblocks.models import LONGEST_NAME, WeekTemplate
from dashboard.workspaces.services import FocusWorkspace

MOST = 50  # templates of a member in a workspace
MOST_BLOCKS = 2000  # in one
RESTORABLE_FOR = timedelta(days=30)  # that a deleted one can be restored


class TemplateRefused(ValueError):
    """A template that cannot be saved, or not by this name; `str()` says why."""


def templates_of(user: User, workspace: FocusWorkspace) -> QuerySet[WeekTemplate]:
    """Return a member's templates of a workspace, by name."""
    found = WeekTemplate.objects.filter(user=user, workspace_id=workspace.workspace_id, deleted_at=None)
    return found.order_by("name", "pk")


def deleted_of(user: User, workspace: FocusWorkspace) -> QuerySet[WeekTemplate]:
    """Return those that can be restored, the latest first."""
    since = timezone.now() - RESTORABLE_FOR
    found = WeekTemplate.objects.filter(user=user, workspace_id=workspace.workspace_id, deleted_at__gte=since)
    return found.order_by("-deleted_at")


def save(
    *, user: User, workspace: FocusWorkspace, name: str, items: Sequence[PlannedItem], first: date
) -> WeekTemplate:
    """Save a week by name. Raises Unkept."""
    if not items:
        raise TemplateRefused(_("None of your blocks begins in this week, so there is nothing to keep."))
    if len(items) > MOST_BLOCKS:
        raise TemplateRefused(_("A template holds at most %(n)d blocks.") % {"n": MOST_BLOCKS})
    if templates_of(user, workspace).count() >= MOST:
        raise TemplateRefused(_("These are %(n)d templates already. Delete one first.") % {"n": MOST})
    template = WeekTemplate(user=user, workspace_id=workspace.workspace_id, items=to_template(items, first))
    return _saved_as(template, name)


def rename(template: WeekTemplate, name: str) -> WeekTemplate:
    """Give a template another name. Raises Unkept."""
    return _saved_as(template, name)


def delete(template: WeekTemplate) -> None:
    """Delete a template, and forget those that can be restored no longer."""
    template.deleted_at = timezone.now()
    template.save(update_fields=["deleted_at"])
    WeekTemplate.objects.filter(user=template.user, deleted_at__lt=timezone.now() - RESTORABLE_FOR).delete()


def restore(template: WeekTemplate) -> WeekTemplate:
    """Restore a deleted template. Raises Unkept where its name was taken since."""
    template.deleted_at = None
    return _saved_as(template, template.name)


def _saved_as(template: WeekTemplate, name: str) -> WeekTemplate:
    template.name = " ".join(name.replace("\x00", "").split())[:LONGEST_NAME]
    if not template.name:
        raise TemplateRefused(_("Give it a name."))
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError:
        raise TemplateRefused(_("Another template has this name.")) from None
    return template
