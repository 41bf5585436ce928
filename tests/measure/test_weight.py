"""No page makes a browser fetch much. `make measure` prints the figures."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.measure import pages
from tests.measure.weight import weight


@pytest.mark.timeout(600)  # seconds; it opens all of them
def test_every_page_is_light(alice, sandbox):
    found = {name: one for name in pages.NAMES if (one := weighed(name, alice))}
    heavy = {name: one for name, one in found.items() if not one.is_light}
    assert len(found) > 60
    assert heavy == {}


def weighed(name, alice):
    """Weigh a page; nothing for an address that is none. What it needed is gone afterwards."""
    with transaction.atomic():
        client, address = pages.opened(name, alice)
        answer = client.get(address)
        transaction.set_rollback(True)
    return weight(answer.content.decode()) if pages.is_page(answer) else None
