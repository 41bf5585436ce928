"""A page, or the part of it that HTMX fills."""

from __future__ import annotations


def test_an_address_answers_with_its_whole_page(client):
    body = client.get("/").content.decode()
    assert body.startswith("<!doctype html>")
    assert '<ul id="shelf">' in body


def test_htmx_gets_the_part_that_it_fills(client, htmx):
    response = client.get("/", headers=htmx)
    assert response.content.decode().strip().startswith('<ul id="shelf">')
    assert "HX-Retarget" not in response


def test_another_target_gets_the_whole_page_in_place_of_the_whole_page(client, htmx):
    response = client.get("/", headers={**htmx, "HX-Target": "elsewhere"})
    assert "<!doctype html>" in response.content.decode()
    assert (response["HX-Retarget"], response["HX-Reswap"]) == ("body", "innerHTML")


def test_a_boosted_link_gets_the_whole_page(client, htmx):
    response = client.get("/", headers={**htmx, "HX-Boosted": "true"})
    assert "<!doctype html>" in response.content.decode()


def test_a_page_restored_from_history_is_whole(client, htmx):
    response = client.get("/", headers={**htmx, "HX-History-Restore-Request": "true"})
    assert "<!doctype html>" in response.content.decode()


def test_a_partial_cannot_be_chosen_by_the_asker(client, htmx):
    response = client.get("/", headers={**htmx, "HX-Target": "../../etc#x"})
    assert "<!doctype html>" in response.content.decode()
