"""What a browser is sent compressed, and who is not."""

from __future__ import annotations

import gzip

import brotli
from django.http import HttpResponse
from django.test import RequestFactory

from dashboard.web.middleware.compression import CompressPages

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


READERS = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
ENCODINGS = {
    "gzip, deflate, br, zstd": "br",
    "gzip, deflate": "gzip",
    "br;q=0, gzip;q=0.5": "gzip",
    "br;q=0.0": "",
    "identity": "",
    "": "",
}


def test_a_page_comes_as_the_browser_takes_it(client_of, alice):
    client = client_of(alice)
    for accepted, encoding in ENCODINGS.items():
        answer = client.get("/", HTTP_ACCEPT_ENCODING=accepted, **OURS)
        assert answer.get("Content-Encoding", "") == encoding, accepted
        assert b"</html>" in READERS[encoding](answer.content), accepted
        assert int(answer.get("Content-Length", len(answer.content))) == len(answer.content), accepted
        assert "Accept-Encoding" in answer["Vary"], accepted


def test_what_another_site_asks_for_has_its_full_length(client_of, alice):
    client = client_of(alice)
    for site in ("cross-site", "same-site"):
        answer = client.get("/", HTTP_ACCEPT_ENCODING="br, gzip", HTTP_SEC_FETCH_SITE=site)
        assert "Content-Encoding" not in answer, site
        assert b"</html>" in answer.content, site


def test_the_token_of_forms_is_another_one_in_each_page(client_of, alice):
    client = client_of(alice)
    first, second = (client.get("/").context["csrf_token"] for _ in range(2))
    assert str(first) != str(second)


def test_what_is_short_stays_as_it_is(client_of, alice):
    client = client_of(alice)
    answer = client.post("/theme/", {"theme": "dark"}, HTTP_ACCEPT_ENCODING="br", **OURS)
    assert "Content-Encoding" not in answer


def sent(path, accepted):
    """A page of ours as it leaves, whatever address it has."""
    page = CompressPages(lambda _request: HttpResponse("<p>the same page</p>" * 100))
    return page(RequestFactory().get(path, HTTP_ACCEPT_ENCODING=accepted, **OURS))


def test_the_length_of_an_answer_says_little():
    for accepted in ("br", "gzip"):
        lengths = {len(sent("/", accepted).content) for _ in range(50)}
        assert len(lengths) > 10, accepted
        assert max(lengths) - min(lengths) <= 100, accepted


def test_a_page_that_may_show_a_secret_has_its_full_length():
    for path in ("/accounts/security/codes/", "/access-tokens/", "/team/"):
        answer = sent(path, "br, gzip")
        assert answer.content.startswith(b"<p>"), path
        assert "Content-Encoding" not in answer, path
