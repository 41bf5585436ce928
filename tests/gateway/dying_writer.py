"""A process that writes and is killed meanwhile: `python -m tests.gateway.dying_writer EMAIL`."""

from __future__ import annotations

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from dashboard.accounts.models import User  # noqa: E402
from dashboard.gateway import services as gateway  # noqa: E402

if __name__ == "__main__":
    alice = User.objects.get(email=sys.argv[1])
    gateway.write(alice, "track.update_preferences", {"date_format": "DD.MM.YYYY"}, idempotency_key="form")
