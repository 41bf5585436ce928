"""What is sealed opens in its own place and nowhere else, and not when a bit of it was changed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.upstream.secret import Secret
from dashboard.vault import KeyMissing, Tampered, VaultError, key_id_of, mac, mac_matches, open_sealed, reseal, seal
from tests.sweeps import sweep
from tests.vault.rings import K1, K2, OTHER_K1, PLACE

# Sealed when the format was made. If this no longer opens, nobody's stored secret opens.
OLD = "AQJrMTUfAeHfm0Njn+YHDb6ABDcmHMW7TjrYxfuEIWCaUF/pBXfoqBgy8YPzx4YNEvqBj1UxdnQoZXnOUW5yiQ=="
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@pytest.fixture(autouse=True, scope="module")
def _keys():
    from django.test import override_settings

    with override_settings(CREDENTIAL_KEYS=K1):
        yield


@given(TEXTS)
def test_what_is_sealed_opens(text):
    assert open_sealed(seal(Secret(text), **PLACE), **PLACE).reveal() == text


def test_the_same_secret_never_looks_the_same():
    assert seal(Secret("hunter2"), **PLACE) != seal(Secret("hunter2"), **PLACE)


def test_the_envelope_shows_its_key_and_not_its_secret():
    sealed = seal(Secret("a-secret-of-alice"), **PLACE)
    assert key_id_of(sealed) == "k1"
    assert b"alice" not in sealed


def test_an_old_ciphertext_still_opens():
    assert open_sealed(base64.b64decode(OLD), **PLACE).reveal() == "a11ce0a11ce0a11ce0a11ce0a11ce0a1"


@sweep(range(8))
def test_any_flipped_bit_is_refused(bit):
    sealed = seal(Secret("a11ce0a11ce0a11ce0a11ce0a11ce0a1"), **PLACE)
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1 << bit
        with pytest.raises(VaultError):
            open_sealed(bytes(changed), **PLACE)


@given(st.integers(0, 75), st.integers(1, 255))
def test_any_changed_byte_is_refused(position, difference):
    changed = bytearray(seal(Secret("a11ce0a11ce0a11ce0a11ce0a11ce0a1"), **PLACE))
    changed[position % len(changed)] ^= difference
    with pytest.raises(VaultError):
        open_sealed(bytes(changed), **PLACE)


@given(st.sampled_from(sorted(PLACE)), TEXTS)
def test_any_other_place_is_refused(field, elsewhere):
    sealed = seal(Secret("hunter2"), **PLACE)
    if elsewhere != PLACE[field]:
        with pytest.raises(Tampered):
            open_sealed(sealed, **{**PLACE, field: elsewhere})


def test_a_place_cannot_be_spelled_in_two_ways():
    sealed = seal(Secret("hunter2"), **{**PLACE, "row": '7","user":"1'})
    with pytest.raises(Tampered):
        open_sealed(sealed, **PLACE)


@given(st.binary(max_size=200))
def test_anything_else_is_refused(noise):
    with pytest.raises(VaultError):
        open_sealed(noise, **PLACE)


@sweep(range(80))
def test_what_is_cut_off_is_refused(length):
    sealed = seal(Secret("a11ce0a11ce0a11ce0a11ce0a11ce0a1"), **PLACE)
    assert len(sealed) == 64
    with pytest.raises(VaultError):
        open_sealed(sealed[:length] if length < len(sealed) else sealed + b"x", **PLACE)


def test_what_is_cut_off_names_no_key():
    with pytest.raises(Tampered):
        key_id_of(seal(Secret(""), **PLACE)[:-1])


def test_plain_text_is_refused():
    with pytest.raises(Tampered):
        open_sealed(b"a11ce0a11ce0a11ce0a11ce0a11ce0a1", **PLACE)


def test_a_missing_key_is_named(settings):
    sealed = seal(Secret("hunter2"), **PLACE)
    settings.CREDENTIAL_KEYS = K2
    with pytest.raises(KeyMissing, match="k1"):
        open_sealed(sealed, **PLACE)


def test_another_key_under_the_same_id_is_refused(settings):
    sealed = seal(Secret("hunter2"), **PLACE)
    settings.CREDENTIAL_KEYS = OTHER_K1
    with pytest.raises(Tampered):
        open_sealed(sealed, **PLACE)


def test_older_keys_go_on_opening(settings):
    sealed = seal(Secret("hunter2"), **PLACE)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    assert open_sealed(sealed, **PLACE).reveal() == "hunter2"


def test_resealing_moves_to_the_newest_key(settings):
    sealed = seal(Secret("hunter2"), **PLACE)
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    moved = reseal(sealed, **PLACE)
    settings.CREDENTIAL_KEYS = K2
    assert (key_id_of(moved), open_sealed(moved, **PLACE).reveal()) == ("k2", "hunter2")


def test_a_refusal_says_nothing_of_the_secret():
    sealed = seal(Secret("a-secret-of-alice"), **PLACE)
    with pytest.raises(Tampered) as refused:
        open_sealed(sealed, **{**PLACE, "row": "8"})
    assert "alice" not in repr(refused.value)
    assert refused.value.__cause__ is None


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_a_mac_is_of_one_message(message, other):
    assert mac_matches("history", message, mac("history", message))
    assert mac_matches("history", other, mac("history", message)) is (message == other)


def test_a_mac_is_of_one_purpose():
    assert not mac_matches("token", b"message", mac("history", b"message"))


def test_a_mac_outlives_a_rotation(settings):
    tag = mac("history", b"message")
    settings.CREDENTIAL_KEYS = f"{K2},{K1}"
    assert mac_matches("history", b"message", tag)
