"""A secret in the wrong box is recognised by its shape, and explained without asking anybody."""

from __future__ import annotations

import pytest

from dashboard.connections.credential_formats import CredentialFormat, shape_of
from dashboard.sandbox.people import CHARLIE
from tests.connections.page_objects import PASTED, nothing_was_stored, offer, paste, text_of

HEX, KEY = CHARLIE.track_token, CHARLIE.focus_key
TRACK = {
    KEY: "This is a key of Toggl Focus",
    KEY[:20]: "This is the beginning of a key of Toggl Focus",
    HEX[:20]: "32 letters and digits",
    HEX + "0": "32 letters and digits",
    "hunter2": "32 letters and digits",
    "Ä" * 32: "32 letters and digits",
}
FOCUS = {
    HEX: "This is an API token of Toggl Track",
    KEY[:20]: "A part of the key is missing",
    "toggl_sk_": "A part of the key is missing",
    "hunter2": "begins with “toggl_sk_”",
}
BOTH = {
    " ": "Paste your API",
    "charlie@example.com": "This is an e-mail address",
    f"{HEX[:16]} {HEX[16:]}": "There is a space or a line break in it",
    "x" * 10_000: "far too long",
    f"{HEX}:api_token": "more around it",
    f"Bearer {KEY}": "more around it",
    "https://track.toggl.com/profile": "This is a web address",
    "<script>alert(1)</script>": "",
    "' OR 1=1 --": "There is a space",
}
CASES = [("track", *case) for case in (TRACK | BOTH).items()] + [("focus", *case) for case in (FOCUS | BOTH).items()]


@pytest.mark.parametrize(("service", "pasted", "words"), CASES, ids=[f"{case[0]}-{case[1][:24]!r}" for case in CASES])
def test_it_is_explained_and_nothing_is_sent(charlies, charlie, sandbox, service, pasted, words):
    answer = paste(charlies, service, pasted)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert sandbox.requests() == []
    assert nothing_was_stored(charlie)


@pytest.mark.parametrize("service", PASTED)
@pytest.mark.parametrize("pasted", [HEX, KEY, HEX + "0", f"{HEX}:api_token"])
def test_it_is_never_shown_again(charlies, sandbox, service, pasted):
    sandbox.fault("*", "status", times=-1, status=403)
    assert pasted not in paste(charlies, service, pasted).content.decode()


@pytest.mark.parametrize("service", PASTED)
@pytest.mark.parametrize(
    ("email", "secret", "words"),
    [
        ("", "hunter2", "Type your e-mail at Toggl"),
        ("charlie", "hunter2", "This is not an e-mail address"),
        (HEX, "hunter2", "This is a token or key"),
        (KEY, "hunter2", "This is a token or key"),
        ("charlie@example.com", "", "Type your password at Toggl"),
        ("charlie@example.com", HEX, "This is a token or key, not a password"),
        ("charlie@example.com", KEY, "This is a token or key, not a password"),
        ("charlie@example.com", "x" * 10_000, "far too long to be a password"),
    ],
)
def test_email_and_password_too(charlies, charlie, sandbox, service, email, secret, words):
    answer = offer(charlies, service, "password", email=email, secret=secret)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert sandbox.requests() == []
    assert nothing_was_stored(charlie)
    assert not secret or f'value="{secret}"' not in answer.content.decode()


def test_a_password_may_have_spaces_and_any_letters(charlies, sandbox):
    offer(charlies, "track", "password", email="charlie@example.com", secret=" päss wörd ✓ ")
    assert len(sandbox.requests()) == 1


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", CredentialFormat.NOTHING),
        (" \n", CredentialFormat.NOTHING),
        (KEY, CredentialFormat.FOCUS_KEY),
        (HEX.upper(), CredentialFormat.TRACK_TOKEN),
        ("toggl", CredentialFormat.OTHER),
        ("toggl_s", CredentialFormat.FOCUS_KEY_CUT),
        ("toggl_sk_ " + "0" * 32, CredentialFormat.SPACES),
    ],
)
def test_shapes(text, shape):
    assert shape_of(text) is shape
