"""Whatever stands in a form, an address, a header or an answer of Toggl's, no page answers 500, and none leads away."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from dashboard.credentials.models import Connection
from dashboard.preferences.models import SettingsProfile
from dashboard.timeblocks.models import WeekTemplate
from tests.connections.page_objects import paste

NOWHERE = (
    "%2f", "overview", "account_logout", "team_member", "dashboard.accounts.sign_in.views.theme", "", " ", "?x=1", "#x",
    "x/y",
    "//evil.example/", "///evil.example/", "/\\evil.example/", "https://evil.example/", "http://[", "//[", "/\x00",
    "http://testserver//evil.example/", "javascript:alert(1)", "/" + "x" * 5_000, "\n/x", "/x\r\nSet-Cookie: a=b",
)  # fmt: skip
FORMS = {
    "/language/": {"language": "de", "next": ...},
    "/theme/": {"theme": "dark", "next": ...},
    "/connections/notices/put-away/": {"key": "x", "next": ...},
    "/calendar/today/1/1/complete/": {"back": ...},
    "/statuses/1/edit/": {"next": ...},
}


@pytest.fixture
def client(client_of, alice, sandbox):
    client = client_of(alice)
    client.raise_request_exception = False
    return client


def filled(form: dict[str, object], text: str) -> dict[str, object]:
    return {name: text if value is ... else value for name, value in form.items()}


@pytest.mark.long
def test_where_to_go_on_is_an_address_of_ours_or_the_usual_one(client):
    wrong = []
    for address, form in FORMS.items():
        for text in NOWHERE:
            answer = client.post(address, filled(form, text))
            to = answer.headers.get("Location", "/")
            if answer.status_code >= 500 or not to.startswith("/") or to.startswith("//") or urlsplit(to).netloc:
                wrong.append((address, text[:40], answer.status_code, to[:40]))
    assert wrong == []


def test_a_stranger_chooses_a_language_and_comes_back(client_of, alice, client):
    client.logout()
    for text, to in {"/accounts/login/?a=b": "/accounts/login/?a=b", "%2f": "/", "account_login": "/"}.items():
        answer = client.post("/language/", {"language": "de", "next": text})
        assert (answer.status_code, answer["Location"]) == (302, to), text


HEADERS = ("http://[", "http://testserver]/", "//[::1", "http://testserver//evil.example/", "x" * 9_000)


@pytest.mark.long
def test_no_address_of_the_page_before_breaks_one(client):
    wrong = []
    for path in ("/calendar/", "/calendar/new/", "/calendar/weeks/", "/calendar/today/1/1/complete/", "/history/"):
        for name in ("Referer", "HX-Current-URL"):
            for text in HEADERS:
                headers = {name: text} | ({"HX-Request": "true"} if name != "Referer" else {})
                asked = client.post if "today" in path else client.get
                answer = asked(path, headers=headers)
                to = answer.headers.get("Location", "/")
                if answer.status_code >= 500 or to.startswith("//"):
                    wrong.append((path, name, text[:30], answer.status_code, to))
    assert wrong == []


def test_a_cookie_with_a_nul_is_none(client):
    """PostgreSQL refuses to look for one."""
    cookies = "; ".join(
        f'{name}="{"a" * 32}\\000b"' for name in ("session", "csrf", "language", "refreshed", "messages")
    )
    for path in ("/", "/accounts/login/", "/bff/track/api/v9/me", "/team/"):
        assert client.get(path, headers={"Cookie": cookies}).status_code in {200, 302, 401}, path


PAGES = ("/", "/statuses/", "/directory/projects/", "/history/", "/preferences/track/", "/go/", "/calendar/")


@pytest.mark.long
def test_a_nul_is_refused_wherever_it_comes(client):
    wrong = [path for path in PAGES if client.get(f"{path}?q=a%00b").status_code != 400]
    wrong += [path for path in PAGES if client.get(f"{path}?%00=1").status_code != 400]
    forms = {"/preferences/profiles/": "name", "/calendar/weeks/keep/": "name", "/theme/": "theme", "/team/": "email"}
    wrong += [path for path, name in forms.items() if client.post(path, {name: "a\x00b"}).status_code != 400]
    wrong += [path for path in ("/preferences/track/history/a%00b/",) if client.get(path).status_code != 400]
    assert wrong == []
    assert not SettingsProfile.objects.exists()
    assert not WeekTemplate.objects.exists()


@pytest.mark.long
def test_what_toggl_says_of_an_account_fits_into_every_database(client_of, charlie, sandbox):
    client = client_of(charlie)
    client.raise_request_exception = False
    profile = sandbox.world.state.accounts["charlie"].profile
    for number in ("seven", 2**70, -1, True, [1]):
        profile |= {"fullname": "Char\x00lie" + "e" * 400, "default_workspace_id": number}
        assert paste(client, "track").status_code == 302, number
        found = Connection.objects.get(user=charlie)
        assert found.account_name.startswith("Charlie")
        assert len(found.account_name) == 254
        assert found.workspace_id is None, number
        assert client.post("/connections/track/disconnect/", {"confirm": "1"}).status_code == 302


def test_no_picture_of_toggls_breaks_the_profile(client, sandbox):
    for url in (
        "http://[",
        "https://assets.track.toggl.com.evil.example/x",
        "https://assets.track.toggl.com@evil.example/",
    ):
        sandbox.world.state.accounts["alice"].profile["image_url"] = url
        answer = client.post("/profile/refresh/", follow=True)
        assert answer.status_code == 200
        assert b"evil.example" not in answer.content
