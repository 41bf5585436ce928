"""The key ring takes several keys, and refuses what is not one without showing it."""

from __future__ import annotations

import pickle

import pytest
from django.core.exceptions import ImproperlyConfigured

from dashboard.vault import KeyMissing, KeyRing, key_ids, ring
from tests.sweeps import sweep
from tests.vault.rings import K1, K2, entry


def test_the_first_key_is_the_newest():
    assert KeyRing.parse(f"{K2}, {K1}").newest == "k2"


@sweep([",", " ", "\n", ", "])
def test_keys_stand_apart_by_comma_or_white_space(between):
    assert KeyRing.parse(f"{K2}{between}{K1}").ids == ("k2", "k1")


def test_two_keys_with_one_id_are_refused():
    with pytest.raises(ImproperlyConfigured, match="two keys have the id 'k1'"):
        KeyRing.parse(f"{K1},{entry('k1', 9)}")


@sweep(["", " , ", "k1", "k1:", "k1:AAAA", "k1:***", ":" + K1[3:], "k 1:" + K1[3:], "é:" + K1[3:]])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="CREDENTIAL_KEYS"):
        KeyRing.parse(text)


@sweep([K1[3:], f"{K1}x", K1[3:] + ":k1", f"k1:{K1[3:]}{K2[3:]}"])
def test_no_refusal_shows_a_key(text):
    with pytest.raises(ImproperlyConfigured) as refused:
        KeyRing.parse(text)
    assert K1[3:20] not in str(refused.value)


def test_a_ring_prints_its_ids_alone():
    assert repr(KeyRing.parse(f"{K2},{K1}")) == "<KeyRing k2 k1>"


def test_a_ring_is_not_pickled():
    with pytest.raises(TypeError):
        pickle.dumps(KeyRing.parse(K1))


def test_the_ring_follows_the_settings(settings):
    settings.CREDENTIAL_KEYS = K1
    assert key_ids() == ("k1",)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    assert key_ids() == ("k2", "k1")


def test_each_purpose_and_use_has_a_key_of_its_own():
    keys = KeyRing.parse(f"{K2},{K1}")
    derived = {keys.mac_key(key_id, purpose) for key_id in keys.ids for purpose in ("credential", "history")}
    assert len(derived) == 4


def test_a_key_that_is_not_there_is_named():
    with pytest.raises(KeyMissing, match="k9"):
        ring().cipher("k9", "credential")
