"""Compress pages, except those that show a secret.

Django's middleware does it with gzip and a random length, which keeps others from guessing a secret by the length of
answers (BREACH). It is extended by exceptions, and by brotli, because gzip takes a calendar of 500 blocks from 19 kB to
24; no package offers brotli with a random length. docs/decisions/0007 says what else holds.
"""

from __future__ import annotations

import re
import secrets
import threading
from contextlib import nullcontext

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

SHORTEST = 1000  # bytes; what fits one packet gains nothing
ACCEPTS_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
QUALITY = 7  # 3 ms for 180 KB; higher ones save less than 0.5 % and take up to eight times as long
# To look back 64 KB takes 1 MB for each thread that compresses, to look back further 8; pages are seldom that long.
SMALL, LARGE = 16, 18  # as powers of two, in bytes
_one_large = threading.Lock()  # all threads at once would take 8 MB each, which the process would keep
SECRETS_ARE_UNDER = ("/accounts/", "/access-tokens/", "/team/")  # codes of a second factor, a new token, an invitation
OTHER_SITES = frozenset({"cross-site", "same-site"})  # https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header


class CompressPages(GZipMiddleware):
    """Compress text with brotli, or with gzip for browsers that do not take it."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer, compressed where that is safe and worth it."""
        is_text = response.get("Content-Type", "").startswith("text/")
        if not is_text or request.path.startswith(SECRETS_ARE_UNDER):
            return response
        patch_vary_headers(response, ["Accept-Encoding", "Sec-Fetch-Site"])
        if request.headers.get("Sec-Fetch-Site") in OTHER_SITES:
            return response
        takes_brotli = ACCEPTS_BROTLI.search(request.headers.get("Accept-Encoding", ""))
        if not isinstance(response, HttpResponse) or not takes_brotli:
            return super().process_response(request, response)
        if len(response.content) >= SHORTEST and not response.has_header("Content-Encoding"):
            response.content = _brotli(response.content, self.max_random_bytes)
            response.headers["Content-Encoding"] = "br"
            response.headers["Content-Length"] = str(len(response.content))
        return response


def _brotli(text: bytes, most_random: int) -> bytes:
    """Compress, and add up to `most_random` bytes that decoders skip, so that the length says less.

    They are a block of metadata. Its head says: not the last block, no text, one byte of length, the length less 1.
    https://www.rfc-editor.org/rfc/rfc7932#section-9.2
    """
    skipped = secrets.token_bytes(1 + secrets.randbelow(most_random))
    head = (0b01_0_11_0 | (len(skipped) - 1) << 6).to_bytes(2, "little")
    is_large = len(text) > 1 << SMALL
    with _one_large if is_large else nullcontext():
        compressor = brotli.Compressor(quality=QUALITY, lgwin=LARGE if is_large else SMALL)
        compressed = compressor.process(text) + compressor.flush()  # ends at a whole byte
        return b"".join((compressed, head, skipped, compressor.finish()))
