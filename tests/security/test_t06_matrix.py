"""T6 and T7: every address of the URL configuration, tried by everybody. An address without an expectation fails."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from dashboard.accounts import tokens
from tests.security.expectations import ADMINS, CONNECTED, EVERYBODY, NOBODY, OWNER, ROUTES, WORKSPACE_ADMINS
from tests.security.things import thing, undone

LOGIN = "/accounts/login/"
THEIRS = ("Northwind", "Alice Archer", "Bob Brook", "Blue Bottle", "Annual report")  # nobody else's business


def names() -> list[str]:
    return sorted({str(pattern.name) for pattern in _patterns(get_resolver())})


def _patterns(resolver: Any) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from _patterns(one)


def test_every_address_has_an_expectation():
    assert not [name for name in names() if name not in ROUTES], "add them to tests/security/expectations.py"


def test_no_expectation_is_left_over():
    assert not [name for name in ROUTES if name not in names()]


@pytest.fixture
def outsiders(bob, client_of):
    """Those who may come in nowhere: nobody, a disabled admin who was signed in before, a token on a page."""
    from dashboard.accounts.models import User

    disabled = User.objects.create(email="leaver@example.com", name="Leaver", role="admin", password=bob.password)
    token = tokens.make(bob, name="script", can_write=False, services=("track", "focus")).reveal()
    clients = {
        "disabled": client_of(disabled),
        "anonymous": Client(),
        "token": Client(headers={"Authorization": f"Bearer {token}"}),
    }
    disabled.is_active = False
    disabled.save()
    return {person: (client, client.cookies.output(header="").strip()) for person, client in clients.items()}


def address_of(name: str) -> str:
    """The address of a route, with something in it that need not be there."""
    values = {"write_id": uuid4()}
    arguments = {
        key: values.get(key, 1) if str(value).startswith(("bob's", "alice's")) else value
        for key, value in ROUTES[name].arguments.items()
    }
    return reverse(name, kwargs=arguments)


@pytest.mark.long
def test_nobody_comes_in_without_signing_in(outsiders):
    wrong = []
    for name, route in ROUTES.items():
        wanted = {EVERYBODY: {"open", "wrong method", "sign in"}, NOBODY: {"no"}}.get(route.who, {"sign in"})
        address = address_of(name)
        for person, (client, cookies) in outsiders.items():
            for method in ("GET", "POST"):
                client.cookies = SimpleCookie(cookies)
                got = verdict(client.generic(method, address))
                wrong += [f"{person} at {method} {address}: {got}"] if got not in wanted else []
    assert wrong == []


@pytest.mark.slow
def test_everybody_gets_what_is_theirs(sandbox, alice, bob, charlie, client_of):
    people = {"charlie": charlie, "bob": bob, "alice": alice}
    wrong = []
    for name, route in ROUTES.items():
        with undone(sandbox):
            address = reverse(name, kwargs={key: thing(value, bob, alice) for key, value in route.arguments.items()})
            for person, user in people.items():
                client = client_of(user)
                client.raise_request_exception = False
                answer = client.get(address)
                answer = client.post(address, {"role": "member"}) if answer.status_code == 405 else answer
                if verdict(answer) not in expected(route.who, person):
                    wrong.append(f"{person} at {address}: {answer.status_code}")
                body = b"".join(answer.streaming_content) if answer.streaming else answer.content
                if person == "charlie" and (read := [word for word in THEIRS if word.encode() in body]):
                    wrong.append(f"{person} reads {read} at {address}")
    assert wrong == []


def verdict(answer: Any) -> str:
    if answer.status_code >= 500:
        return "broken"
    if answer.status_code == 302 and answer["Location"].startswith(LOGIN):
        return "sign in"
    return {401: "sign in", 403: "no", 404: "no", 405: "wrong method"}.get(answer.status_code, "open")


def expected(who: str, person: str) -> set[str]:
    if who == NOBODY:
        return {"no"}
    if who == CONNECTED or (who == WORKSPACE_ADMINS and person == "charlie"):
        return {"open", "no"}
    allowed = {OWNER: {"bob"}, WORKSPACE_ADMINS: {"alice"}, ADMINS: {"alice"}}.get(who, {"alice", "bob", "charlie"})
    return {"open"} if person in allowed else {"no"}
