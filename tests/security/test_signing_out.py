"""Who signs out leaves nothing in the browser: it is told to forget what it keeps of this site."""

from __future__ import annotations

from django.test import Client


def test_signing_out_clears_what_the_browser_keeps(client_of, bob):
    client = client_of(bob)
    assert "Clear-Site-Data" not in client.get("/accounts/logout/").headers, "asked, and not done"
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer["Clear-Site-Data"]) == (302, '"cache", "storage"')
    assert client.get("/connections/").status_code == 302


def test_nothing_else_clears_it(client_of, bob):
    assert "Clear-Site-Data" not in Client().get("/accounts/login/").headers
    assert "Clear-Site-Data" not in client_of(bob).get("/connections/").headers
