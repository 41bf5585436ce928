"""A Redis that anybody in the network may write to is no cache of ours."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.config.test_start import PRODUCTION, settings_of
from tests.sweeps import sweep

OPEN = (
    "redis://cache:6379/0",
    "redis://10.0.0.5",
    "rediss://cache:6379/0",
    "redis://user@cache/0",
    "redis://[fe80::1]/0",
)
FINE = (
    "redis://127.0.0.1:6379/0", "redis://localhost/1", "redis://[::1]:6379/0", "redis://:s3cret@cache:6379/0",
    "rediss://tandem:s3cret@cache:6380/0", "redis://cache/0?password=s3cret", "unix:///run/redis.sock", "locmem://",
)  # fmt: skip


@sweep(OPEN)
def test_one_without_a_password_is_refused(url, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL names a Redis on another machine without a password"):
        settings_of(tmp_path, **{**PRODUCTION, "CACHE_URL": url})


@sweep(FINE)
def test_others_are_taken(url, tmp_path):
    assert settings_of(tmp_path, **{**PRODUCTION, "CACHE_URL": url})["CACHE_URL"] == url
