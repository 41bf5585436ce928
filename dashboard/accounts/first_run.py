"""The time before anybody exists: the whole site leads to the set-up page, and a code on the console opens it.

The code proves that whoever sets Tandem up can read the server's console. It is derived from SECRET_KEY, so every
process knows the same one and none has to keep it; it stops working with the first person.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from dashboard.accounts.models import User

CODE_LENGTH = 16  # characters of base 32: 80 bits
PRINTED = "accounts.setup-code-printed"
PRINTED_FOR = 300  # seconds; whoever lost the line gets it again with a later visit

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def code() -> str:
    """Return the code, in groups of four."""
    digest = salted_hmac("tandem.first-run", "the first admin", algorithm="sha256").digest()
    text = base64.b32encode(digest).decode()[:CODE_LENGTH]
    return "-".join(text[start : start + 4] for start in range(0, CODE_LENGTH, 4))


def is_code(typed: str) -> bool:
    """Say whether `typed` is the code, however it is grouped or capitalised, in the same time for every answer."""
    bare = "".join(typed.upper().replace("-", " ").split())
    return constant_time_compare(bare.encode(), code().replace("-", "").encode())


def announce() -> None:
    """Print the code on the server's console, unless a process did a moment ago."""
    if cache.add(PRINTED, "1", PRINTED_FOR):
        line = f"\n  Tandem has no people yet. Open {reverse('setup')} and enter this code:\n\n      {code()}\n\n"
        sys.stderr.write(line)  # the console, never the log: logs travel
        sys.stderr.flush()


def lead_to_setup(get_response: GetResponse) -> GetResponse:
    """Send everybody to the set-up page while nobody exists; once somebody does, this asks no database again."""
    somebody = False

    def middleware(request: HttpRequest) -> HttpResponseBase:
        nonlocal somebody
        somebody = somebody or User.objects.exists()
        if somebody or request.path in {reverse("setup"), reverse("language"), "/livez", "/readyz", "/metrics"}:
            return get_response(request)
        announce()
        return redirect("setup")

    return middleware
