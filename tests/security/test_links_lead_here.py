"""Links in mails and invitations lead to Tandem, whatever host and port a request claims to be sent to."""

from __future__ import annotations

import re

import pytest
from django.core import mail as outbox
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from dashboard.web import mail
from tests.config.test_start import PRODUCTION, settings_of

RESET = "/accounts/password/reset/"
CLAIMED = ("testserver", "testserver:9999", "tandem.example.com:8443", "localhost:80")


@pytest.fixture(autouse=True)
def _hosts(settings):
    settings.ALLOWED_HOSTS = ["tandem.example.com", "testserver", "localhost"]


def links(client, host: str) -> set[str]:
    """What stands in front of the path, in the links of a reset, of an invitation and of its mail."""
    outbox.outbox.clear()
    Client().post(RESET, {"email": "alice@example.com"}, headers={"Host": host})
    form = {"email": "dora@example.com", "role": "member", "days": 7}
    page = client.post("/team/invite/", form, headers={"Host": host}).content.decode()
    reset, invitation = outbox.outbox
    return {
        re.search(r"(\S+)/accounts/password/reset/key/", reset.body)[1],
        re.search(r'id="link">(\S+)/invitation/', page)[1],
        re.search(r"(\S+)/invitation/", invitation.body)[1],
    }


def test_public_url_makes_them(client_of, alice, settings):
    settings.PUBLIC_URL = "https://tandem.example.com:8443"
    found = [links(client_of(alice), host) for host in CLAIMED[:3]]
    assert found == [{settings.PUBLIC_URL}] * 3


def test_without_it_a_port_that_nobody_listens_on_is_left_out(client_of, alice):
    found = {host: links(client_of(alice), host) for host in CLAIMED}
    assert found == {
        "testserver": {"http://testserver"},
        "testserver:9999": {"http://testserver"},
        "tandem.example.com:8443": {"http://tandem.example.com"},
        "localhost:80": {"http://localhost:80"},
    }


def test_a_host_that_is_not_ours_is_refused(alice):
    assert Client().post(RESET, {"email": alice.email}, headers={"Host": "evil.example"}).status_code == 400
    assert not outbox.outbox


def test_behind_a_proxy_no_port_is_believed(client_of, alice, settings, rf):
    settings.TRUSTED_PROXY_COUNT = 1
    request = rf.get("/", headers={"Host": "testserver:8000"}, SERVER_PORT="8000")
    assert mail.absolute("/x", request) == "http://testserver/x"


def test_without_a_request_it_is_the_first_host(settings):
    settings.DEVELOPMENT = False
    settings.ALLOWED_HOSTS = [".example.com", "localhost"]
    assert mail.address_of("connections") == "https://example.com/connections/"
    settings.PUBLIC_URL = "https://tandem.example.com"
    assert mail.address_of("connections") == "https://tandem.example.com/connections/"


def test_public_url_is_an_address_of_a_site(tmp_path):
    assert settings_of(tmp_path, **PRODUCTION, PUBLIC_URL="https://t.test:8443/")["PUBLIC_URL"] == "https://t.test:8443"
    for url in (
        "tandem.example.com",
        "http://t.test",
        "https://t.test/tandem",
        "https://t.test?x",
        "https://me@t.test",
    ):
        with pytest.raises(ImproperlyConfigured, match="PUBLIC_URL"):
            settings_of(tmp_path, **PRODUCTION, PUBLIC_URL=url)
