"""What went wrong is said on a page or in a toast, and nothing of the inside is shown."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.undefined import UndefinedVariableWarning

ERRORS = {
    "/nowhere/": (404, "There is nothing here"),
    "/broken/?kind=missing": (404, "There is nothing here"),
    "/broken/?kind=forbidden": (403, "You may not do this"),
    "/broken/": (500, "Something broke on our side"),
    "/buy/": (405, "That cannot be done this way"),
}


def test_an_error_is_a_page_of_ours(client):
    for address, (status, words) in ERRORS.items():
        response = client.get(address)
        body = response.content.decode()
        assert (response.status_code, words in body, "canary" in body) == (status, True, False), address
        assert response["Content-Security-Policy"], address


def test_htmx_gets_a_toast(client, htmx):
    for kind, status in (("missing", 404), ("forbidden", 403), ("", 500)):
        response = client.get(f"/broken/?kind={kind}", headers=htmx)
        assert response.status_code == status
        assert response.content.decode().startswith('<div class="toast" data-tone="error" role="alert">'), kind


def test_a_wrong_method_says_which_are_right(client):
    assert client.get("/buy/")["Allow"] == "POST"


def test_a_host_that_is_not_ours_gets_a_plain_page(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "That request made no sense" in response.content.decode()


def test_a_broken_page_names_its_line_in_the_log(client):
    response = client.get("/broken/")
    assert response["X-Request-ID"] in response.content.decode()


def test_a_page_without_a_person_has_no_navigation(member):
    body = Client().get("/nowhere/").content.decode()
    assert "There is nothing here" in body
    assert "<nav" not in body


def test_an_undefined_template_variable_fails_the_test(member):
    client = Client()
    client.force_login(member)
    with pytest.raises(UndefinedVariableWarning, match="nothing_of_that_name"):
        client.get("/broken/?kind=undefined")
