"""The time before anybody exists: the whole site leads to the set-up page, and a code on the console opens it.

The code proves that whoever sets Tandem up can read the server's console. It is random. A process knows the one that it
printed, the database knows the hashes of all of them, so that every process takes what any has printed; they stop
working with the first person.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import sys
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from dashboard.accounts.models import SetupCode, User

CODE_BYTES = 10  # 80 bits: 16 characters of base 32
GOOD = 20  # codes at once; a server that is started again and again prints more
PRINTED = "accounts.setup-code-printed"
PRINTED_FOR = 300  # seconds; whoever lost the line gets it again with a later visit

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_printed = ""  # the code of this process


def code() -> str:
    """Return this process's code, in groups of four; a new one where it has none that is good."""
    global _printed  # noqa: PLW0603 - kept nowhere else in the clear
    if not (_printed and is_code(_printed)):
        text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()
        _printed = "-".join(text[start : start + 4] for start in range(0, len(text), 4))
        SetupCode.objects.create(digest=_digest(_printed))
        newest = SetupCode.objects.order_by("-pk").values_list("pk", flat=True)[:GOOD]
        SetupCode.objects.filter(pk__lt=min(newest)).delete()
    return _printed


def is_code(typed: str) -> bool:
    """Say whether `typed` is one of the codes, however it is grouped or capitalised."""
    return SetupCode.objects.filter(digest=_digest(typed)).exists()


def announce() -> None:
    """Print the code on the server's console, unless a process did a moment ago."""
    if cache.add(PRINTED, "1", PRINTED_FOR):
        line = f"\n  Tandem has no people yet. Open {reverse('setup')} and enter this code:\n\n      {code()}\n\n"
        sys.stderr.write(line)  # the console, never the log: logs travel
        sys.stderr.flush()


def _digest(typed: str) -> str:
    bare = "".join(typed.upper().replace("-", " ").split())
    return hashlib.sha256(bare.encode()).hexdigest()


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
