"""A server that misbehaves on the level of bytes, which no HTTP library would let the sandbox do."""

from __future__ import annotations

import contextlib
import math
import select
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.clock import HeldNetwork

DRIP = 0.5  # seconds between two pieces


class Line:
    """A connection as the server has it: a socket that can be silent for a while, really or on a held clock."""

    def __init__(self, sock: socket.socket, network: HeldNetwork | None = None) -> None:
        self.sock, self._network, self._client = sock, network, sock.getpeername()[1]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)

    def sendall(self, data: bytes) -> None:
        self.sock.sendall(data)
        if self._network:
            self._network.sent(self._client, len(data))

    def shutdown(self, how: int) -> None:
        self.sock.shutdown(how)
        self._end()

    def close(self) -> None:
        self.sock.close()
        self._end()

    def keep_silent(self, seconds: float | None = None) -> bool:
        """Send nothing, for ever unless told how long; return whether the client still waits then."""
        if self._network:
            return self._network.keep_waiting(self._client, math.inf if seconds is None else seconds)
        return not select.select([self.sock], [], [], seconds)[0]

    def _end(self) -> None:
        if self._network:
            self._network.ended(self._client)


Behaviour = Callable[[Line], None]


class Hostile:
    """Answers the n-th request with the n-th behaviour, and every later one with the last."""

    def __init__(
        self,
        *behaviours: Behaviour,
        tls: ssl.SSLContext | None = None,
        on_accept: Behaviour | None = None,
        network: HeldNetwork | None = None,
    ) -> None:
        self.behaviours, self.tls, self.on_accept, self.network = behaviours, tls, on_accept, network
        self.requests: list[bytes] = []
        self.connections = 0
        self._lines: list[Line] = []
        self._asked = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        if network:
            network.ports.add(self.port)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def wait_for_requests(self, number: int = 1) -> None:
        """Wait until so many requests have come."""
        with self._asked:
            assert self._asked.wait_for(lambda: len(self.requests) >= number, timeout=60)

    def stop(self) -> None:
        self._listener.close()
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
                line = Line(sock, self.network)
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._lines.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: Line) -> None:
        with contextlib.suppress(OSError, ValueError):  # ValueError: `stop` closed the socket
            if self.on_accept:
                self.on_accept(line)
            if self.tls:
                line = Line(self.tls.wrap_socket(line.sock, server_side=True), self.network)
                self._lines.append(line)
            while request := read_request(line.sock):
                with self._asked:
                    self.requests.append(request)
                    behaviour = self.behaviours[min(len(self.requests), len(self.behaviours)) - 1]
                    self._asked.notify_all()
                behaviour(line)
        with contextlib.suppress(OSError):
            line.close()


def read_request(sock: socket.socket) -> bytes:
    """Read one request with its body; empty when the client is gone."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = sock.recv(65_536)
        if not more:
            return b""
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    due = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < due:
        body += sock.recv(65_536)
    return head + b"\r\n\r\n" + body


@contextmanager
def hostile(*behaviours: Behaviour, **options: object) -> Iterator[Hostile]:
    """A running hostile server, gone at the end."""
    server = Hostile(*behaviours, **options)
    try:
        yield server
    finally:
        server.stop()


# ------------------------------------------------------------------ behaviours
def packet(status: int = 200, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """An answer's bytes; `length` lies about the body's."""
    lines = [f"HTTP/1.1 {status} Said", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answer(status: int = 200, body: bytes = b"", *headers: str, length: int | None = None) -> Behaviour:
    return say(packet(status, body, *headers, length=length))


def say(data: bytes) -> Behaviour:
    return lambda line: line.sendall(data)


def then(*behaviours: Behaviour) -> Behaviour:
    """One after the other."""

    def behave(line: Line) -> None:
        for one in behaviours:
            one(line)

    return behave


def raw(data: bytes) -> Behaviour:
    """These bytes, then the end."""
    return then(say(data), lambda line: line.shutdown(socket.SHUT_WR))


def close(line: Line) -> None:
    """The connection ends, as one that is no longer kept."""
    line.shutdown(socket.SHUT_RDWR)
    line.close()


def reset(line: Line) -> None:
    """The connection is torn down."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def silence(seconds: float | None = None) -> Behaviour:
    """Nothing for some seconds, or until the client has gone."""

    def behave(line: Line) -> None:
        line.keep_silent(seconds)

    return behave


hang = silence()


def drip(start: bytes, piece: bytes = b"x", every: float = DRIP) -> Behaviour:
    """`start` at once, then `piece` again and again, for as long as somebody listens."""

    def behave(line: Line) -> None:
        line.sendall(start)
        while line.keep_silent(every):
            line.sendall(piece)

    return behave


def held(event: threading.Event, behaviour: Behaviour) -> Behaviour:
    """Nothing until the event, then something."""
    return then(lambda _line: event.wait(60), behaviour)


def flood(start: bytes, piece: bytes, times: int, end: bytes = b"") -> Behaviour:
    """`start`, then `piece` as often as said, then `end` and no more."""

    def behave(line: Line) -> None:
        line.sendall(start)
        for _ in range(times):
            line.sendall(piece)
        raw(end)(line)

    return behave


def bomb(megabytes: int = 200) -> bytes:
    """A small gzip answer that unpacks to a lot, and never comes to its checksum."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    start = packer.compress(b'["') + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    return packet(200, start + megabyte * megabytes, "Content-Encoding: gzip", "Content-Type: application/json")


# ------------------------------------------------------------------ certificates
def self_signed(folder: Path, *names: str) -> tuple[ssl.SSLContext, str]:
    """A server's context with a certificate of its own for these host names, and the file that a client may trust."""
    import ipaddress

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hostile")])
    now = datetime.now(UTC)
    spoken = [x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(spoken), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    trusted = folder / "trusted.pem"
    trusted.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context, str(trusted)
