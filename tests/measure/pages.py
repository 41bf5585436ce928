"""Every page as somebody opens it. The names are those of the URL configuration, by way of the table of expectations.

Whoever adds an address has its page in here without doing anything; only where a page needs something that the table
does not make is there a line below.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from dashboard.accounts.models import User
from dashboard.accounts.sign_in import invitations
from dashboard.gateway import services as gateway
from dashboard.sandbox.demo import connect_person
from tests.accounts import page_objects
from tests.history.writes import EVER, WORKS
from tests.security.expectations import EVERYBODY, NOBODY, ROUTES
from tests.security.things import thing

NO_SUCH_PAGE = "no such page"
NAMES = [*ROUTES, NO_SUCH_PAGE]


def opened(name: str, alice: Any) -> tuple[Client, str]:
    """Return a client that may open a page, and its address; Alice has what it is about."""
    if name in PREPARED:
        return PREPARED[name](alice)
    route = ROUTES[name]
    client = Client()
    if route.who not in {EVERYBODY, NOBODY}:
        client.force_login(alice)
    arguments = {
        key: _bob() if value == "bob's number" else thing(value, alice) for key, value in route.arguments.items()
    }
    return client, reverse(name, kwargs=arguments)


def _bob() -> int:
    """Whom Alice leads."""
    bob, is_new = User.objects.get_or_create(email="bob@example.com", name="Bob", role="member")
    if is_new:
        connect_person(bob)
    return int(bob.pk)


def is_page(answer: Any) -> bool:
    """Whether an answer is a whole page, and the one that was asked for."""
    is_html = not answer.streaming and b"<!doctype html>" in answer.content[:200]
    return (is_html and answer.status_code in {200, 410}) or answer.request["PATH_INFO"] == "/no-such-page/"


def _first_run(_alice: Any) -> tuple[Client, str]:
    User.objects.all().delete()
    return Client(), "/setup/"


def _invited(alice: Any) -> tuple[Client, str]:
    _invitation, token = invitations.invite(email="dora@example.com", role="member", days=7, by=alice)
    return Client(), reverse("invitation", kwargs={"token": token.reveal()})


def _new_password(alice: Any) -> tuple[Client, str]:
    client = Client()
    client.post("/accounts/password/reset/", {"email": alice.email})
    address = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", mail.outbox[-1].body)
    assert address, mail.outbox[-1].body
    return client, str(client.get(address[1]).headers["Location"])


def _with_app(name: str) -> Callable[[Any], tuple[Client, str]]:
    """Signed in by password a moment ago, with an authenticator app."""

    def ready(alice: Any) -> tuple[Client, str]:
        client = page_objects.sign_in(alice)
        page_objects.set_up_app(client)
        return client, reverse(name)

    return ready


def _at_second_step(alice: Any) -> tuple[Client, str]:
    page_objects.set_up_app(page_objects.sign_in(alice))
    return page_objects.sign_in(alice), reverse("mfa_authenticate")


def _own_block(alice: Any) -> tuple[Client, str]:
    rows = gateway.read_json(alice, "focus.stream_time_blocks", **WORKS, **EVER).data
    block = next(row for row in rows if row["toggl_user_id"] == 880_001)
    client = Client()
    client.force_login(alice)
    return client, reverse("time_block", kwargs={"task_id": block["task_id"], "block_id": block["id"]})


def _nowhere(alice: Any) -> tuple[Client, str]:
    client = Client()
    client.force_login(alice)
    return client, "/no-such-page/"


PREPARED: dict[str, Callable[[Any], tuple[Client, str]]] = {
    "setup": _first_run,
    "invitation": _invited,
    "account_reset_password_from_key": _new_password,
    "mfa_authenticate": _at_second_step,
    **{
        name: _with_app(name)
        for name in (
            "mfa_reauthenticate",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
        )
    },
    "time_block": _own_block,
    NO_SUCH_PAGE: _nowhere,
}
