"""Mailing notices about connections to their owners, each once, however often and wherever it is run.

A notice is claimed before it is sent, so that two runs at once send one mail. A run that dies between the two leaves
its claim, which a later run takes over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPException

import structlog
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone, translation

from dashboard.accounts.models import User
from dashboard.credentials.models import Connection, MailedNotice
from dashboard.credentials.notices import ConnectionNotice, notices
from dashboard.web import languages, mail

CLAIMED_FOR = timedelta(minutes=15)  # after which an unfinished claim is taken for that of a dead run

log = structlog.get_logger(__name__)


def send_all() -> Counter[str]:
    """Mail every notice that was not mailed yet; return how many were sent and how many failed."""
    done: Counter[str] = Counter()
    prefetch = Prefetch("connections", Connection.objects.prefetch_related("mailed_notices").order_by("-service"))
    for person in User.objects.filter(is_active=True, connections__isnull=False).distinct().prefetch_related(prefetch):
        with translation.override(languages.of(person)):
            done.update(_send_to(person))
    return done


def _send_to(person: User) -> Iterator[str]:
    """Mail what is new to one person, in the language at hand; yield how each went."""
    for connection in person.connections.all():
        for notice in notices([connection]):
            if _is_due(connection, notice) and (claim := _claim(connection, notice)):
                yield _send(person, notice, claim)


def _is_due(connection: Connection, notice: ConnectionNotice) -> bool:
    """Whether it is news: not sent before, and good news only to whoever got the bad."""
    mailed = [each.key for each in connection.mailed_notices.all() if each.sent_at]
    if notice.kind == "recovered" and not any(key.startswith(("refused:", "unreadable:")) for key in mailed):
        return False
    return notice.key not in mailed


def _claim(connection: Connection, notice: ConnectionNotice) -> MailedNotice | None:
    """Return the row of a notice that is ours to send, or None when another run has it."""
    now = timezone.now()
    with transaction.atomic():
        row, is_new = MailedNotice.objects.get_or_create(
            connection=connection, key=notice.key, defaults={"claimed_at": now}
        )
    if is_new:
        return row
    dead = MailedNotice.objects.filter(pk=row.pk, sent_at=None, claimed_at__lt=now - CLAIMED_FOR)
    return row if dead.update(claimed_at=now) else None


def _send(person: User, notice: ConnectionNotice, claim: MailedNotice) -> str:
    try:
        told = {"notice": notice, "person": person, "address": mail.address_of("connections")}
        mail.send(person.email, "credentials/notice_mail", told)
    except (OSError, SMTPException) as problem:
        log.warning("notice_not_mailed", kind=notice.kind, reason=type(problem).__name__)
        claim.delete()  # the next run tries again
        return "failed"
    MailedNotice.objects.filter(pk=claim.pk).update(sent_at=timezone.now())
    return "sent"
