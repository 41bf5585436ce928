"""The database goes away and comes back while people are at work: PostgreSQL alone can be gone like that."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
import requests
from django.db import connection

from dashboard.accounts import tokens
from tests.served import database_url, served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="needs PostgreSQL: set DATABASE_URL"),
]
PROXIED = "/bff/track/api/v9/me/preferences"


class Database:
    """A hand at the server that lets nobody in, or everybody."""

    def __init__(self) -> None:
        self.name = connection.settings_dict["NAME"]
        self.hand = psycopg.connect(database_url().rpartition("/")[0] + "/postgres", autocommit=True)

    def go(self) -> None:
        self.hand.execute(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS false')
        self.hand.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name])

    def come_back(self) -> None:
        self.hand.execute(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS true')


@pytest.fixture
def database(transactional_db: None) -> Iterator[Database]:
    found = Database()
    yield found
    found.come_back()
    found.hand.close()
    connection.close()


def test_it_is_said_and_it_mends_itself(alice, sandbox, database):
    token = tokens.make(alice, name="script", can_write=False, services=["track"]).reveal()
    with served(threads=4) as url, requests.Session() as session:
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {token}"
        for _ in range(2):  # the first brings Alice's formats too, and her row is read anew after that
            assert session.get(url + PROXIED, timeout=60).status_code == 200
        assert session.get(f"{url}/accounts/login/", timeout=60).status_code == 200
        connection.close()
        database.go()
        assert session.get(f"{url}/readyz", timeout=60).status_code == 503
        assert session.get(f"{url}/livez", timeout=60).status_code == 200
        assert session.get(url + PROXIED, timeout=60).status_code == 503  # nobody can say whether the token is good
        assert session.get(f"{url}/accounts/password/reset/key/1-x/", timeout=60).status_code == 503
        assert session.get(url + PROXIED, headers={"Cache-Control": "no-cache"}, timeout=60).status_code == 503
        database.come_back()
        assert session.get(f"{url}/readyz", timeout=60).status_code == 200
        assert session.get(url + PROXIED, headers={"Cache-Control": "no-cache"}, timeout=60).status_code == 200
