"""Whether a port is free is known before anything starts, also of servers that would share it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from config import serve
from config.ports import claim, require_free
from tests.ports import free_port


@contextmanager
def listening(*, shared: bool = False) -> Iterator[int]:
    """Listen on a port, shared with whoever else wants to share it, as granian does."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, shared)
        server.bind(("127.0.0.1", port := free_port()))
        server.listen()
        yield port


@pytest.mark.parametrize("shared", [False, True], ids=["alone", "shared"])
@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_is_named_with_the_setting_that_chooses_it(shared, host):
    with (
        listening(shared=shared) as port,
        pytest.raises(ImproperlyConfigured, match=f"Port {port} is taken.*set PORT "),
    ):
        require_free("PORT", host, port)


def test_a_port_is_free_again_when_its_server_has_gone_in_the_middle_of_a_connection():
    with listening() as port, socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
    require_free("PORT", "127.0.0.1", port)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70_000), ("192.0.2.1", 8000), ("no-such-host.invalid", 8000)])
def test_what_can_never_be_listened_on_is_a_sentence_too(host, port):
    with pytest.raises(ImproperlyConfigured, match=f"Nobody can listen on {host}, port {port} .*Set PORT"):
        require_free("PORT", host, port)


@pytest.mark.parametrize("setting", ["PORT", "SANDBOX_PORT"])
def test_the_demo_prepares_nothing_where_a_port_is_taken(settings, tmp_path, setting):
    settings.DATA_DIR = tmp_path
    settings.PORT, settings.SANDBOX_PORT = free_port(), free_port()
    settings.SANDBOX_URL = settings.UPSTREAM_URLS["track"]
    with listening(shared=True) as port:
        setattr(settings, setting, port)
        with pytest.raises(ImproperlyConfigured, match=f"Port {port} is taken.*set {setting} "):
            call_command("demo")
    assert [path.name for path in tmp_path.iterdir()] == ["demo.lock"]


def test_production_prepares_nothing_where_its_port_is_taken(settings):
    settings.TRUSTED_PROXY_COUNT = 1
    with listening(shared=True) as port:
        settings.PORT = port
        with pytest.raises(ImproperlyConfigured, match=f"Port {port} is taken.*set PORT "):
            serve.main()


def test_of_two_that_find_a_port_free_one_gets_it():
    port = free_port()
    require_free("PORT", "127.0.0.1", port)
    first = claim("PORT", "127.0.0.1", port)
    require_free("PORT", "127.0.0.1", port)
    with pytest.raises(ImproperlyConfigured, match=f"Port {port} is taken.*set PORT "):
        claim("PORT", "127.0.0.1", port)
    first.close()
    claim("PORT", "127.0.0.1", port).close()
