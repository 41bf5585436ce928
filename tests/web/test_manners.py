"""Headers, redirects, toasts and lost sessions, without a word of it in a view."""

from __future__ import annotations

import re

from django.test import Client


def test_caches_tell_a_page_from_a_part(client):
    assert {"HX-Request", "HX-Target"} <= set(re.split(r",\s*", client.get("/")["Vary"]))


def test_nothing_personal_is_stored(client):
    assert client.get("/")["Cache-Control"] == "no-store"


def test_a_redirect_to_another_page_is_followed_by_the_window(client, htmx):
    response = client.post("/buy/", {"next": "/hall/"}, headers=htmx)
    assert (response.status_code, response["HX-Redirect"]) == (200, "/hall/")
    assert "Location" not in response


def test_a_redirect_to_the_same_page_fills_it_anew(client, htmx):
    response = client.post("/buy/", {"next": "/?page=2"}, headers=htmx)
    assert '"path": "/?page=2"' in response["HX-Location"]


def test_a_redirect_stays_a_redirect_without_htmx(client):
    response = client.post("/buy/")
    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_message_survives_the_redirect_and_is_escaped(client):
    client.post("/buy/")
    assert "Bought &lt;lamp&gt;." in client.get("/").content.decode()
    assert "Bought" not in client.get("/").content.decode()


def test_a_fragment_brings_its_messages(client, htmx):
    body = client.get("/wrap/", headers=htmx).content.decode()
    assert '<div hx-swap-oob="beforeend:#toasts">' in body
    assert "Wrapped." in body


def test_a_message_waits_until_something_is_swapped(client, htmx):
    for status, shown in ((200, True), (422, True), (409, False), (503, False)):
        body = client.get(f"/wrap/?status={status}", headers=htmx).content.decode()
        assert ("Wrapped." in body) is shown, status
        assert ("Wrapped." in client.get("/").content.decode()) is not shown, status


def test_a_fragment_without_messages_is_left_alone(client, htmx):
    assert "toasts" not in client.get("/", headers=htmx).content.decode()


# ------------------------------------------------------------------ nobody is signed in
def test_a_page_leads_to_sign_in_and_back(db, member):
    response = Client().get("/?page=2")
    assert response["Location"] == "/accounts/login/?next=%2F%3Fpage%3D2"


def test_an_expired_session_takes_the_window_to_sign_in(member, htmx):
    response = Client().get("/", headers=htmx)
    assert (response.status_code, response.content) == (401, b"")
    assert response["HX-Redirect"] == "/accounts/login/?next=%2F%3Fpage%3D2"


def test_a_form_sent_too_late_comes_back_to_its_page(member):
    response = Client().post("/buy/", headers={"Referer": "http://testserver/?page=3"})
    assert response["Location"] == "/accounts/login/?next=%2F%3Fpage%3D3"


def test_another_site_is_never_where_sign_in_leads(member, htmx):
    response = Client().get("/", headers={**htmx, "HX-Current-URL": "https://evil.example/"})
    assert response["HX-Redirect"] == "/accounts/login/?next=%2F"


# ------------------------------------------------------------------ other sites
def test_a_link_on_another_site_is_opened_again_from_here(member):
    visitor = Client()
    response = visitor.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    assert (response.status_code, response["Refresh"], response.content) == (200, "0", b"")


def test_somebody_without_a_session_is_asked_once(member):
    visitor, link = Client(), {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    visitor.get("/", headers=link)
    assert visitor.get("/", headers=link).status_code == 302


def test_a_session_that_came_along_is_used(client):
    response = client.get("/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    assert "Refresh" not in response


def test_our_own_pages_can_write_and_another_site_cannot(client):
    sites = {"cross-site": 403, "same-site": 403, "same-origin": 302, "none": 302}
    assert {one: client.post("/buy/", headers={"Sec-Fetch-Site": one}).status_code for one in sites} == sites


def test_a_form_without_its_token_is_refused(member):
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(member)
    response = visitor.post("/buy/")
    assert response.status_code == 403
    assert "This form is out of date" in response.content.decode()


def test_a_token_sent_from_another_origin_is_refused(member):
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(member)
    token = re.search(r'"X-CSRFToken": "(\w+)"', visitor.get("/").content.decode())[1]
    accepted = visitor.post("/buy/", headers={"X-CSRFToken": token, "Origin": "http://testserver"})
    refused = visitor.post("/buy/", headers={"X-CSRFToken": token, "Origin": "https://evil.example"})
    assert (accepted.status_code, refused.status_code) == (302, 403)


# ------------------------------------------------------------------ time and theme
def test_times_are_told_in_the_zone_and_formats_of_the_person(client, member):
    member.timezone, member.time_format, member.date_format = "Asia/Kolkata", "h:mm A", "DD.MM.YYYY"
    member.save()
    body = client.get("/").content.decode()
    assert re.search(r'title="\d\d\.\d\d\.\d{4} \d{1,2}:\d\d [AP]M">just now', body)
    assert "+05:30" not in body.split('title="')[1].split('"')[0]


def test_an_unknown_zone_is_no_reason_to_fail(client, member):
    member.timezone = "Mars/Olympus"
    member.save()
    assert client.get("/").status_code == 200


def test_the_theme_is_in_the_page_before_it_is_painted(client, member):
    for theme in ("light", "dark", ""):
        member.theme = theme
        member.save()
        assert f'data-theme="{theme}"' in client.get("/").content.decode()
