"""The server: many requests on one connection, many connections at once, and an end that waits for nobody."""

import http.client
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.sandbox.server import serve


def test_a_connection_serves_many_requests(alice, sandbox):
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    for _ in range(5):
        connection.request("GET", "/api/v9/me", headers={"Authorization": alice.keys["track"]})
        assert len(connection.getresponse().read()) > 100
    connection.close()


def test_a_body_in_chunks_is_read(alice, sandbox):
    connection = http.client.HTTPConnection("127.0.0.1", sandbox.port, timeout=5)
    headers = {"Authorization": alice.keys["track"]}
    connection.request(
        "POST", "/api/v9/me/preferences", iter([b'{"the', b'me": "dark"}']), headers, encode_chunked=True
    )
    assert connection.getresponse().status == 200
    connection.close()
    assert sandbox.requests()[-1]["body"] == {"theme": "dark"}


def test_a_body_that_cannot_be_read_is_refused(sandbox):
    for length in ("x", "99999999999", "-5"):
        with socket.create_connection(("127.0.0.1", sandbox.port), timeout=30) as connection:
            connection.sendall(f"POST /api/v9/me HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
            assert connection.recv(100).split()[1] in (b"400", b"413"), length


@pytest.mark.long
def test_hundreds_at_once_lose_no_write(alice, sandbox):
    sandbox.switch(enforce_quota=False)
    body = {"start": "2031-05-05T10:00:00Z", "duration": 60}
    with ThreadPoolExecutor(16) as pool:
        made = list(
            pool.map(lambda _: alice.call("focus.create_time_block", body, task_id=5_000_001).data["id"], range(200))
        )
    assert len(set(made)) == 200
    assert len(sandbox.requests("focus.create_time_block")) == 200


def test_it_stops_although_somebody_is_being_dripped_at():
    running = serve()
    running.fault("*", "drip_body", times=-1, seconds=600)

    def wait_for_ever():
        with socket.create_connection(("127.0.0.1", running.port)) as connection:
            connection.sendall(b"GET /api/v9/me HTTP/1.1\r\nHost: x\r\n\r\n")
            while connection.recv(1000):
                pass

    waiting = threading.Thread(target=wait_for_ever)
    waiting.start()
    running.wait_for_requests()
    running.stop()
    waiting.join(timeout=60)
    assert not waiting.is_alive()


def test_whoever_waits_for_requests_is_told_when_none_come(sandbox):
    with pytest.raises(TimeoutError, match="0 of 1 requests came"):
        sandbox.wait_for_requests(seconds=0.0)


def test_a_taken_port_is_an_error(sandbox):
    with pytest.raises(OSError, match="in use"):
        serve(sandbox.port)


@pytest.mark.processes
def test_the_command_serves_until_it_is_interrupted():
    command = [sys.executable, "manage.py", "sandbox", "--port", "0", "--week-blocks", "3"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    address = process.stdout.readline().rsplit(" ", 1)[1].strip()
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=5)
    connection.request("GET", "/_sandbox/people")
    assert connection.getresponse().status == 200
    connection.close()
    process.send_signal(2)
    _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
