"""The body of an answer, unpacked in pieces of bounded size, so that a small body cannot become a large one."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

PIECE = 65_536  # bytes
GZIP = 16 + zlib.MAX_WBITS
PLAIN = ("", "identity")
PACKED = ("gzip", "x-gzip")


class BodyTooLarge(Exception):
    """More than the limit, on the wire or unpacked."""


class BodyGarbled(Exception):
    """Not what its Content-Encoding says."""


class Unpacker:
    """Turns what came over the wire into the body, piece by piece. Raises BodyGarbled."""

    def __init__(self, encoding: str) -> None:
        encoding = encoding.strip().lower()
        if encoding not in PLAIN and encoding not in PACKED:
            raise BodyGarbled("an encoding that was not asked for")
        self._unzip = zlib.decompressobj(GZIP) if encoding in PACKED else None
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` unpacks to, at most PIECE bytes at a time."""
        if self._unzip is None:
            yield data
            return
        while data:
            self._begun = True
            try:
                piece = self._unzip.decompress(data, PIECE)
            except zlib.error:
                raise BodyGarbled("not gzip") from None
            if piece:
                yield piece
            data = self._rest(self._unzip)

    def finish(self) -> None:
        """Make sure that nothing is missing at the end."""
        if self._unzip is not None and self._begun:
            raise BodyGarbled("gzip that breaks off")

    def _rest(self, unzip: zlib._Decompress) -> bytes:
        """Return what is still to be unpacked; a file of gzip may have several members."""
        if not unzip.eof:
            return unzip.unconsumed_tail
        self._unzip, self._begun = zlib.decompressobj(GZIP), False
        return unzip.unused_data


def collect(wire: Iterator[bytes], encoding: str, limit: int) -> bytes:
    """Return the whole body of at most `limit` bytes. Raises BodyTooLarge, BodyGarbled, and what `wire` raises."""
    unpacker, pieces, received, size = Unpacker(encoding), [], 0, 0
    for data in wire:
        received += len(data)
        for piece in unpacker.feed(data):
            pieces.append(piece)
            size += len(piece)
            if max(size, received) > limit:
                raise BodyTooLarge
        if received > limit:
            raise BodyTooLarge
    unpacker.finish()
    return b"".join(pieces)
