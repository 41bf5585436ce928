"""Pages leave compressed: a week of 500 blocks is 140 KB as text and 19 KB on the wire.

Compression beside a secret lets an attacker guess the secret by the length of answers (BREACH), if they can make a
browser ask as the person, again and again, for pages that repeat what they chose. What holds against that stands in
docs/decisions/0007-pages-are-compressed-here.md: a page that shows a secret is never compressed, Django masks the token
of forms anew in each page, what another site asks for is not compressed, and each answer is longer by a random length.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from contextlib import nullcontext

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

GetResponse = Callable[[HttpRequest], HttpResponseBase]

TYPES = "text/"  # pages, parts of them and what is downloaded; scripts get their JSON as it is
SHORTEST = 1000  # bytes; what fits one packet gains nothing
BROTLI = 7  # a level: 1.5 ms for 140 KB; the ones above save less than 0.5 % and take up to eight times as long
# A compressor takes 1 MB where all it has to look back over are these 64 KB, and 8 MB where they are more.
SMALL, LARGE = 16, 18  # as powers of two, in bytes
ONE_LARGE = threading.Lock()  # each thread at once would take 8 MB, and the process would keep them for good
PADDING = 100  # bytes at most, as in Django's own middleware
SECRETS_ARE_UNDER = ("/accounts/", "/access-tokens/", "/team/")  # codes of a second factor, a new token, an invitation
OF_STRANGERS = frozenset({"cross-site", "same-site"})  # https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header


def compress_pages(get_response: GetResponse) -> GetResponse:
    """Compress text with the best of what the browser takes: brotli, else gzip."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not _is_worth_it(response) or request.path.startswith(SECRETS_ARE_UNDER):
            return response
        patch_vary_headers(response, ["Accept-Encoding", "Sec-Fetch-Site"])
        encoding = _accepted(request)
        if encoding and request.headers.get("Sec-Fetch-Site", "") not in OF_STRANGERS:
            _compress(response, encoding)
        return response

    return middleware


def _is_worth_it(response: HttpResponseBase) -> bool:
    return (
        isinstance(response, HttpResponse)
        and not (response.has_header("Content-Encoding") or response.has_header("ETag"))
        and response.get("Content-Type", "").startswith(TYPES)
        and len(response.content) >= SHORTEST
    )


def _accepted(request: HttpRequest) -> str:
    """Return br, gzip or an empty string. A coding with q=0 is refused, whatever else is said of it."""
    given: dict[str, str] = {}
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _semicolon, quality = part.partition(";")
        given[name.strip()] = quality.replace(" ", "")
    return next((name for name in ("br", "gzip") if given.get(name, "q=0").rstrip("0.") != "q="), "")


def _compress(response: HttpResponseBase, encoding: str) -> None:
    assert isinstance(response, HttpResponse)
    text = response.content
    response.content = _brotli(text) if encoding == "br" else compress_string(text, max_random_bytes=PADDING)
    response.headers["Content-Encoding"] = encoding
    response.headers["Content-Length"] = str(len(response.content))


def _brotli(text: bytes) -> bytes:
    """Compress, and add bytes that every decoder skips: their number says nothing, so the length says less.

    A block of metadata begins with two bytes: not the last one, of no text, one byte of length, the length less 1.
    https://www.rfc-editor.org/rfc/rfc7932#section-9.2
    """
    is_large = len(text) > 1 << SMALL
    skipped = secrets.token_bytes(1 + secrets.randbelow(PADDING))
    head = (0b01_0_11_0 | (len(skipped) - 1) << 6).to_bytes(2, "little")
    with ONE_LARGE if is_large else nullcontext():
        compressor = brotli.Compressor(quality=BROTLI, lgwin=LARGE if is_large else SMALL)
        compressed = compressor.process(text) + compressor.flush()  # ends at a whole byte
        return b"".join((compressed, head, skipped, compressor.finish()))
