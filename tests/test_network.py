"""The network is shut in tests."""

import socket
import urllib.error
import urllib.request

import pytest
import requests

from tests import network

ELSEWHERE = "http://192.0.2.1/"  # a documentation address (RFC 5737): nobody is there


@pytest.fixture(autouse=True)
def _left_on_purpose():
    yield
    assert len(network.attempts) == 1
    network.attempts.clear()


def test_sockets_do_not_leave_this_machine():
    with socket.socket() as outgoing, pytest.raises(network.NetworkIsShut):
        outgoing.connect(("192.0.2.1", 80))


def test_requests_does_not_leave_this_machine():
    with pytest.raises(requests.ConnectionError):
        requests.get(ELSEWHERE, timeout=1)


def test_urllib_does_not_leave_this_machine():
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(ELSEWHERE, timeout=1)
