"""The first run: nobody exists, and whoever reads the server's console becomes the first admin."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.test import Client

from dashboard.accounts import services
from dashboard.accounts.models import User
from dashboard.accounts.sign_in import first_run
from dashboard.audit.models import Entry
from tests.sweeps import Wrong

PASSWORD = "correct horse battery staple"


def form(**changes):
    return {
        "code": first_run.code(),
        "name": "Alice",
        "email": "Alice@Example.com",
        "password1": PASSWORD,
        "password2": PASSWORD,
    } | changes


def test_every_address_leads_to_the_set_up_page(db, client):
    addresses = ("/", "/accounts/login/", "/history/", "/nowhere/")
    assert {address: client.get(address)["Location"] for address in addresses} == dict.fromkeys(addresses, "/setup/")


def test_htmx_is_led_there_with_the_whole_window(db, client):
    response = client.get("/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/"})
    assert response["HX-Redirect"] == "/setup/"


def test_the_code_is_on_the_console_once(db, client, capsys):
    for _ in range(3):
        client.get("/setup/")
    assert capsys.readouterr().err.count(first_run.code()) == 1


def test_the_code_is_in_no_page_and_no_log(db, client, caplog):
    caplog.set_level("DEBUG")
    assert first_run.code() not in client.get("/setup/").content.decode()
    assert first_run.code() not in caplog.text


def test_a_process_has_one_code(db):
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", first_run.code())
    assert first_run.code() == first_run.code()


def test_the_code_may_be_typed_carelessly_and_nothing_else_is_it(db):
    code = first_run.code()
    assert [first_run.is_code(typed) for typed in (code.lower(), code.replace("-", ""), f" {code} ")] == [True] * 3
    assert not [typed for typed in ("", "AAAA-AAAA-AAAA-AAAA", "ÄÖÜ", "x" * 10_000) if first_run.is_code(typed)]


def test_the_first_person_is_an_admin_and_signed_in(db, client):
    response = client.post("/setup/", form())
    assert response["Location"] == "/"
    alice = User.objects.get()
    assert (alice.email, alice.role, alice.password[:6]) == ("alice@example.com", "admin", "argon2")
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_history_tells_of_it_without_the_password(db, client):
    client.post("/setup/", form())
    entry, came = Entry.objects.order_by("id")
    assert came.kind == "access.in"
    assert (entry.kind, entry.actor_name, entry.target["email"]) == ("person.created", "Alice", "alice@example.com")
    assert PASSWORD not in str(vars(entry))


def test_what_is_wrong_is_said_at_its_field(db, client):
    wrong = Wrong()
    for field, changes in (
        ("code", {"code": "AAAA-AAAA-AAAA-AAAA"}),
        ("email", {"email": "nonsense"}),
        ("password1", {"password1": "short", "password2": "short"}),
        ("password2", {"password2": PASSWORD + "!"}),
        ("password1", {"password1": "alice@example.com", "password2": "alice@example.com"}),
    ):
        with wrong.about(changes):
            response = client.post("/setup/", form(**changes))
            assert response.status_code == 422
            assert f'id="id_{field}_error"' in response.content.decode()
            assert not User.objects.exists()
    assert wrong == []


def test_guessing_the_code_is_slow(db, client):
    answers = [client.post("/setup/", form(code=f"WRON-G{number:03}")).status_code for number in range(11)]
    assert answers == [422] * 10 + [429]


def test_the_page_is_gone_once_anybody_exists(db, client):
    client.post("/setup/", form())
    assert Client().get("/setup/").status_code == 404
    assert Client().post("/setup/", form(email="bob@example.com")).status_code == 404
    assert User.objects.count() == 1


def test_two_at_once_make_one_admin(transactional_db):
    def attempt(number):
        try:
            services.create_first_admin(email=f"alice{number}@example.com", password=PASSWORD, name="Alice")
        except services.AlreadySetUp:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(attempt, range(4))) == 1
    assert User.objects.count() == 1


def test_looking_for_people_costs_nothing_once_there_are_some(db, django_assert_num_queries):
    User.objects.create_user("bob@example.com", PASSWORD)
    visitor = Client()
    visitor.get("/accounts/login/")
    with django_assert_num_queries(0):
        visitor.get("/accounts/login/")
