"""What a browser is sent compressed, and who is not."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from dashboard.web.compression import compress_pages

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def asked(client_of, person, accepted, **headers):
    return client_of(person).get("/", HTTP_ACCEPT_ENCODING=accepted, **headers)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.0", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_a_page_comes_as_the_browser_takes_it(client_of, alice, accepted, encoding):
    answer = asked(client_of, alice, accepted, **OURS)
    assert answer.get("Content-Encoding", "") == encoding
    read = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert b"</html>" in read(answer.content)
    assert int(answer.get("Content-Length", len(answer.content))) == len(answer.content)
    assert "Accept-Encoding" in answer["Vary"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_asks_for_has_its_full_length(client_of, alice, site):
    answer = asked(client_of, alice, "br, gzip", HTTP_SEC_FETCH_SITE=site)
    assert "Content-Encoding" not in answer
    assert b"</html>" in answer.content


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
    page = compress_pages(lambda _request: HttpResponse("<p>the same page</p>" * 100))
    return page(RequestFactory().get(path, HTTP_ACCEPT_ENCODING=accepted, **OURS))


@pytest.mark.parametrize("accepted", ["br", "gzip"])
def test_the_length_of_an_answer_says_little(accepted):
    lengths = {len(sent("/", accepted).content) for _ in range(50)}
    assert len(lengths) > 10
    assert max(lengths) - min(lengths) <= 100


@pytest.mark.parametrize("path", ["/accounts/security/codes/", "/access-tokens/", "/team/"])
def test_a_page_that_may_show_a_secret_has_its_full_length(path):
    answer = sent(path, "br, gzip")
    assert answer.content.startswith(b"<p>")
    assert "Content-Encoding" not in answer
