"""A secret shows itself to nobody who does not ask for it by name."""

from __future__ import annotations

import copy
import json
import pickle
import traceback

import pytest

from dashboard.upstream.authorization import Authorization
from dashboard.upstream.secret import MASK, Hidden, Secret
from tests.sweeps import sweep
from tests.upstream.calls import ALICE, BOB, KEY, TOKEN


@sweep([repr, str, "{}".format, "{:>50}".format, "%s".__mod__, "%r".__mod__, ascii], [Secret, Hidden])
def test_it_prints_as_a_mask(show, kind):
    assert show((kind(TOKEN),)[0]).strip() == MASK


def test_it_gives_its_value_to_who_asks():
    assert Secret(TOKEN).reveal() == TOKEN


def test_a_page_may_show_its_last_four_characters():
    assert Secret(TOKEN).last_four == "11ce"


def test_of_a_short_secret_a_page_shows_nothing():
    assert Secret("hunter2").last_four == ""


def test_it_compares_by_value():
    assert Secret(TOKEN) == Secret(TOKEN)
    assert Secret(TOKEN) != Secret(KEY)
    assert Secret(TOKEN) != TOKEN
    assert Secret("ünïcode") == Secret("ünïcode")


@sweep([Secret(TOKEN), Hidden(TOKEN), ALICE])
def test_it_is_not_pickled(secret):
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_it_is_the_key_of_nothing():
    with pytest.raises(TypeError):
        hash(Secret(TOKEN))
    with pytest.raises(TypeError):
        hash(ALICE)


def test_it_does_not_become_json():
    with pytest.raises(TypeError):
        json.dumps({"secret": Secret(TOKEN)})


def test_a_copy_hides_as_well():
    assert repr(copy.deepcopy({"kept": ALICE})).count(MASK) == 1
    assert copy.copy(Secret(TOKEN)) == Secret(TOKEN)


def test_it_is_true_when_there_is_one():
    assert Secret(TOKEN)
    assert not Secret("")


def test_a_traceback_with_local_variables_shows_no_header():
    try:
        header, who = ALICE.header(), ALICE
        raise ValueError(f"{header} {who}")
    except ValueError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    for spelling in ALICE.spellings():
        assert spelling not in shown


@sweep([
        (Authorization("track_token", Secret("tok")), b"Basic dG9rOmFwaV90b2tlbg=="),
        (Authorization("track_password", Secret("pässword"), "alice@example.com"),
         b"Basic YWxpY2VAZXhhbXBsZS5jb206cMOkc3N3b3Jk"),
        (Authorization("focus_key", Secret("toggl_sk_1")), b"Bearer toggl_sk_1"),
        (Authorization("focus_password", Secret("pw"), "bob@example.com"), b"Basic Ym9iQGV4YW1wbGUuY29tOnB3"),
    ])  # fmt: skip
def test_each_kind_of_credential_has_its_header(authorization, header):
    assert authorization.header().encode() == header


def test_a_credential_knows_its_service():
    assert (ALICE.service, BOB.service) == ("track", "focus")
    assert Authorization("focus_password", Secret("pw")).service == "focus"
