"""The ASGI application that granian serves: it reads each request, within limits, and runs `config.wsgi` in a thread.

Reading takes no thread, so a slow sender blocks nobody. Header names with an underscore are dropped: WSGI cannot tell
them from those with a hyphen, which a proxy sets (`X_Forwarded_For`). `RAW_URI` is the path before decoding.
"""

from __future__ import annotations

import asyncio
import io
import sys
import threading
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings

from config.wsgi import application as wsgi_application

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MAX_BODY = 2_000_000  # bytes of one body
MAX_FORM = 256_000  # bytes of a form without files: taking one apart costs twenty times its size
MAX_HELD = 64_000_000  # bytes of all bodies that this process holds until they are answered
SMALL_BODY = 64_000  # bytes of a body that is read however many large ones are held
BODY_SECONDS = 30.0  # from the end of the headers to the end of the body
MAX_BUFFERED = 1_000_000  # bytes up to which a file is sent at once
AHEAD = 16  # pieces of a stream that wait for a slow reader
STALLED_SECONDS = 60.0  # without taking anything, after which a reader loses the stream: it holds a thread
STREAM_SECONDS = 620.0  # from the first piece to the last: what a read of Toggl may take, and to pass it on
MAX_STREAMS = max(1, settings.THREADS // 2)  # at once: each holds a thread, and the others are for everybody else
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

_threads = ThreadPoolExecutor(settings.THREADS, thread_name_prefix="request")
# Both are counted in the one thread in which the loop runs.
_held = 0  # bytes of bodies that are not answered yet
_streams = 0


class _BodyRefused(Exception):
    """The body is refused, with the status that says why."""


class _Disconnected(Exception):
    """The caller has disconnected."""


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request."""
    global _held, _streams  # noqa: PLW0603
    environ = _environ(scope)
    try:
        body = await _checked_body(environ, receive)
    except _BodyRefused as error:
        await _send_error(send, error.args[0])
        return
    except _Disconnected:
        return
    environ["wsgi.input"] = io.BytesIO(body)
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    loop = asyncio.get_running_loop()
    response = _Response()
    try:
        content = await loop.run_in_executor(_threads, response.start, environ)
    finally:
        _held -= len(body)
    start = {"type": "http.response.start", "status": response.status, "headers": response.headers}
    if content is not None:
        await send(start)
        await send({"type": "http.response.body", "body": content})
    elif _streams >= MAX_STREAMS:
        await loop.run_in_executor(_threads, response.close)
        await _send_error(send, HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        _streams += 1  # before anything is waited for: others count meanwhile
        try:
            await send(start)
            await _stream(response, receive, send)
        finally:
            _streams -= 1


# ------------------------------------------------------------------ what came
def _environ(scope: Message) -> dict[str, Any]:
    """Return the WSGI environment of a request (PEP 3333), without its body."""
    path = scope["raw_path"]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "RAW_URI": path.decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": scope["server"][1],
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        if b"_" in raw:
            continue
        name = raw.decode("latin-1").replace("-", "_").upper()
        key = name if name in {"CONTENT_LENGTH", "CONTENT_TYPE"} else f"HTTP_{name}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{';' if name == 'COOKIE' else ','}{text}" if key in environ else text
    return environ


async def _checked_body(environ: dict[str, Any], receive: Receive) -> bytes:
    """Return the body. Raises _BodyRefused for one that is too long or too slow, without reading the rest."""
    length = int(environ.get("CONTENT_LENGTH") or 0)  # the server has error what is no number
    is_form = environ.get("CONTENT_TYPE", "").lower().startswith("application/x-www-form-urlencoded")
    max_size = MAX_FORM if is_form else MAX_BODY
    if length > max_size:
        raise _BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if environ["REQUEST_METHOD"] in BODILESS and not length and "HTTP_TRANSFER_ENCODING" not in environ:
        return b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read_body(receive, max_size)
    except TimeoutError:
        raise _BodyRefused(HTTPStatus.REQUEST_TIMEOUT) from None


async def _read_body(receive: Receive, max_size: int) -> bytes:
    """Return the body and add its size to `_held`; the caller subtracts it once the request is answered."""
    global _held  # noqa: PLW0603
    body = bytearray()
    try:
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise _Disconnected
            piece = message["body"]
            body += piece
            _held += len(piece)
            if len(body) > max_size:
                raise _BodyRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if not message["more_body"]:
                return bytes(body)
            if _held > MAX_HELD and len(body) > SMALL_BODY:
                raise _BodyRefused(HTTPStatus.SERVICE_UNAVAILABLE)
    except BaseException:
        _held -= len(body)
        raise


async def _send_error(send: Send, status: HTTPStatus) -> None:
    headers = [
        (b"content-type", b"text/plain"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": f"{status.phrase}\n".encode()})


# ------------------------------------------------------------------ what goes out
class _Response:
    """The WSGI application's response to one request. Its methods run in the answering thread."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self._pieces: Iterable[bytes] = ()

    def start(self, environ: dict[str, Any]) -> bytes | None:
        """Call the application; return its whole content, or None for a stream."""
        self._pieces = wsgi_application(environ, self._start_response)  # type: ignore[arg-type]  # Django needs no write()
        length = next((int(value) for name, value in self.headers if name == b"content-length"), MAX_BUFFERED + 1)
        if getattr(self._pieces, "streaming", False) and length > MAX_BUFFERED:
            return None
        try:
            return b"".join(self._pieces)
        finally:
            self.close()

    def pump(self, into: Callable[[bytes], bool]) -> None:
        """Pass on piece by piece, until `into` returns False."""
        try:
            for piece in self._pieces:
                if not into(piece):
                    return
        finally:
            self.close()

    def _start_response(self, status: str, headers: list[tuple[str, str]], _problem: Any = None) -> None:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def close(self) -> None:
        """Close the application's response."""
        if close := getattr(self._pieces, "close", None):
            close()


async def _stream(response: _Response, receive: Receive, send: Send) -> None:
    """Send pieces as they come, at most AHEAD of the reader, until the reader disconnects or stalls."""
    loop = asyncio.get_running_loop()
    pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
    room = threading.Semaphore(AHEAD)
    left = threading.Event()

    def into(piece: bytes) -> bool:
        room.acquire()
        if not left.is_set():
            loop.call_soon_threadsafe(pieces.put_nowait, piece)
        return not left.is_set()

    def leave() -> None:
        left.set()
        room.release()

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        leave()

    watching = asyncio.ensure_future(watch())
    pumping = loop.run_in_executor(_threads, response.pump, into)
    pumping.add_done_callback(lambda _: pieces.put_nowait(None))
    ended = False
    try:
        async with asyncio.timeout(STREAM_SECONDS):
            while not ended:
                waiting = [await pieces.get()]
                while not pieces.empty():
                    waiting.append(pieces.get_nowait())
                ended = waiting[-1] is None
                content = b"".join(filter(None, waiting))
                async with asyncio.timeout(STALLED_SECONDS):
                    await send({"type": "http.response.body", "body": content, "more_body": True})
                room.release(len(waiting))
    finally:
        watching.cancel()
        leave()
    pumping.result()  # raises where the stream broke off; then the server cuts the connection
    await send({"type": "http.response.body", "body": b""})
