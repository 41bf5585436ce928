"""Sends an answer over a connection, whole or damaged by a fault."""

import socket
import struct
import threading
from collections.abc import Iterator

from dashboard.sandbox.protocol.faults import Fault

LAST_CHUNK = b"0\r\n\r\n"
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: on, no time, so that closing sends RST instead of FIN


class Wire:
    """One connection during one answer. `stopping` cuts every wait short."""

    def __init__(self, connection: socket.socket, stopping: threading.Event) -> None:
        self.connection = connection
        self.stopping = stopping

    def send(self, head: bytes, pieces: Iterator[bytes], fault: Fault | None) -> bool:
        """Send all; returns whether the connection may be used again."""
        kind = fault.kind if fault else ""
        if fault is not None and kind == "delay":
            self.stopping.wait(fault.seconds)
        if kind in ("reset_before", "reset_after"):
            return self._reset()
        if kind == "close":
            return False
        is_chunked = b"\r\nTransfer-Encoding: chunked\r\n" in head
        if fault is not None and kind.startswith("drip_"):
            return self._drip(head, pieces, fault, is_chunked=is_chunked)
        if kind == "half":
            return self._half(head, pieces, is_chunked=is_chunked)
        if is_chunked:
            return self._chunks(head, pieces)
        self.connection.sendall(head + b"".join(pieces))
        return True

    def _chunks(self, head: bytes, pieces: Iterator[bytes]) -> bool:
        self.connection.sendall(head)
        for piece in pieces:
            if self.stopping.is_set():
                return False
            self.connection.sendall(_chunk(piece))
        self.connection.sendall(LAST_CHUNK)
        return True

    def _drip(self, head: bytes, pieces: Iterator[bytes], fault: Fault, *, is_chunked: bool) -> bool:
        """Send headers or body byte by byte, `seconds` apart."""
        body = b"".join(_chunk(piece) for piece in pieces) + LAST_CHUNK if is_chunked else b"".join(pieces)
        slow, rest = (head, body) if fault.kind == "drip_headers" else (body, b"")
        if slow is body:
            self.connection.sendall(head)
        for position in range(len(slow)):
            self.connection.sendall(slow[position : position + 1])
            if self.stopping.wait(fault.seconds):
                return False
        self.connection.sendall(rest)
        return True

    def _half(self, head: bytes, pieces: Iterator[bytes], *, is_chunked: bool) -> bool:
        """Send half of the announced body and close."""
        if is_chunked:
            everything = list(pieces)
            body = b"".join(_chunk(piece) for piece in everything[: len(everything) // 2 or 1])
        else:
            body = b"".join(pieces)
            body = body[: len(body) // 2]
        self.connection.sendall(head + body)
        return False

    def _reset(self) -> bool:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        return False


def _chunk(piece: bytes) -> bytes:
    return f"{len(piece):x}\r\n".encode() + piece + b"\r\n" if piece else b""


def is_to_be_reset(connection: socket.socket) -> bool:
    """Return whether closing this connection will send RST."""
    return connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(RESET_ON_CLOSE)) == RESET_ON_CLOSE
