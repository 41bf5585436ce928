"""A token or key in an address opens an account for whoever has it: no log line shows one."""

from __future__ import annotations

import pytest
from django.db.backends.utils import CursorWrapper
from django.test import Client

SECRET = "VS11GggZkAbCdEf-0123456789_abcdefghijklmnop"
ADDRESSES = (f"/invitation/{SECRET}/", f"/accounts/password/reset/key/1-{SECRET}/")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_form_without_cookie_is_told_by_its_route(alice, lines, address):
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert "request_refused" in lines()
    assert SECRET not in lines()


@pytest.mark.parametrize("address", ADDRESSES)
def test_another_site_in_the_browser(alice, lines, address):
    Client().post(address, headers={"Sec-Fetch-Site": "cross-site", "Referer": f"https://testserver{address}"})
    assert SECRET not in lines()


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_error_that_quotes_the_address_is_masked(alice, lines, monkeypatch, address):
    def crash(*_args, **_given):
        raise RuntimeError(f"no way to {address}")

    with monkeypatch.context() as patch:
        patch.setattr(CursorWrapper, "execute", crash)
        assert Client(raise_request_exception=False).get(address).status_code == 500
    assert "no way to" in lines()
    assert SECRET not in lines()
