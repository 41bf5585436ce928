"""What an answer costs the database: who asks, and one row more where upstream is asked."""

from __future__ import annotations

PREFERENCES = "track/api/v9/me/preferences"


def test_a_kept_answer_asks_the_database_for_its_token_alone(sandbox, alice, script_of, django_assert_num_queries):
    script = script_of(alice)
    script("GET", PREFERENCES)
    with django_assert_num_queries(1):
        assert script("GET", PREFERENCES).status_code == 200


def test_a_fresh_answer_reads_the_connection_besides(sandbox, alice, script_of, django_assert_num_queries):
    script = script_of(alice)
    script("GET", PREFERENCES)
    with django_assert_num_queries(2):
        assert script("GET", PREFERENCES, Cache_Control="no-cache").status_code == 200


def test_a_page_that_asks_costs_its_session_and_its_person(sandbox, alice, client_of, django_assert_num_queries):
    browser = client_of(alice)
    browser.get(f"/bff/{PREFERENCES}")
    with django_assert_num_queries(2):
        assert browser.get(f"/bff/{PREFERENCES}").status_code == 200


def test_asking_for_a_second_factor_costs_nothing_more(sandbox, alice, client_of, settings, django_assert_num_queries):
    settings.REQUIRE_ADMIN_MFA = True
    browser = client_of(alice)
    browser.get(f"/bff/{PREFERENCES}")
    with django_assert_num_queries(2):
        assert browser.get(f"/bff/{PREFERENCES}").status_code == 403
