"""A server that misbehaves on the level of bytes, which no HTTP library would let the sandbox do."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

Behaviour = Callable[[socket.socket], None]


class Hostile:
    """Answers the n-th request with the n-th behaviour, and every later one with the last."""

    def __init__(self, *behaviours: Behaviour, tls: ssl.SSLContext | None = None, on_accept: Behaviour | None = None):
        self.behaviours, self.tls, self.on_accept = behaviours, tls, on_accept
        self.requests: list[bytes] = []
        self.connections = 0
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._listener.close()
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
            sock.close()

    def _accept(self) -> None:
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._sockets.append(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self.on_accept:
                self.on_accept(sock)
            if self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
                self._sockets.append(sock)
            while request := read_request(sock):
                with self._lock:
                    self.requests.append(request)
                    behaviour = self.behaviours[min(len(self.requests), len(self.behaviours)) - 1]
                behaviour(sock)
        with contextlib.suppress(OSError):
            sock.close()


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
    return lambda sock: sock.sendall(packet(status, body, *headers, length=length))


def raw(data: bytes) -> Behaviour:
    """These bytes, then the end."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)

    return behave


def reset(sock: socket.socket) -> None:
    """The connection is torn down."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def hang(sock: socket.socket) -> None:
    """Nothing, until the client has gone."""
    with contextlib.suppress(OSError):
        sock.recv(1)


def say_then(data: bytes, behaviour: Behaviour) -> Behaviour:
    """These bytes, then something else."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(data)
        behaviour(sock)

    return behave


def drip(start: bytes, piece: bytes = b"x", every: float = 0.01) -> Behaviour:
    """`start` at once, then `piece` again and again, for as long as somebody listens."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(start)
        while True:
            sock.sendall(piece)
            time.sleep(every)

    return behave


def late(seconds: float, behaviour: Behaviour) -> Behaviour:
    def behave(sock: socket.socket) -> None:
        time.sleep(seconds)
        behaviour(sock)

    return behave


def flood(start: bytes, piece: bytes, times: int) -> Behaviour:
    """`start`, then `piece` as often as said."""

    def behave(sock: socket.socket) -> None:
        sock.sendall(start)
        for _ in range(times):
            sock.sendall(piece)
        sock.shutdown(socket.SHUT_WR)

    return behave


def bomb(megabytes: int = 200) -> bytes:
    """A small gzip answer that unpacks to a lot."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    pieces = [packer.compress(b'["'), *(packer.compress(b" " * 1_000_000) for _ in range(megabytes))]
    body = b"".join([*pieces, packer.compress(b'"]'), packer.flush()])
    return packet(200, body, "Content-Encoding: gzip", "Content-Type: application/json")


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
