"""What granian serves: each request is read whole, within limits, and then answered by `config.wsgi` in a thread.

Reading costs no thread, so a caller who sends slowly keeps nobody waiting. Header names with an underscore are dropped:
in WSGI they could not be told from those with a hyphen, which a proxy sets (`X_Forwarded_For`). And `RAW_URI` tells the
path as it came, before anything was decoded.
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

LARGEST = 2_000_000  # bytes of one body
LARGEST_FORM = 256_000  # bytes of a form without files: taking one apart costs twenty times its size
LARGEST_TOGETHER = 64_000_000  # bytes of all bodies that this process holds until they are answered
SMALL = 64_000  # bytes of a body that is read however many large ones are held
BODY_SECONDS = 30.0  # from the end of the headers to the end of the body
GATHERED = 1_000_000  # bytes up to which a file is sent at once
AHEAD = 16  # pieces of a stream that wait for a slow reader
STALLED_SECONDS = 60.0  # without taking anything, after which a reader loses the stream: it holds a thread
STREAM_SECONDS = 620.0  # from the first piece to the last: what a read of Toggl may take, and to pass it on
STREAMS = max(1, settings.THREADS // 2)  # at once: each holds a thread, and the others are for everybody else
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

_threads = ThreadPoolExecutor(settings.THREADS, thread_name_prefix="request")
# Both are counted in the one thread in which the loop runs.
_held = 0  # bytes of bodies that are not answered yet
_streams = 0


class _Refused(Exception):
    """A body that is not read to its end, with the status that says why."""


class _Gone(Exception):
    """The caller has left."""


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """Answer one request."""
    global _held, _streams  # noqa: PLW0603
    environ = _environ(scope)
    try:
        body = await _body(environ, receive)
    except _Refused as refused:
        await _refuse(send, refused.args[0])
        return
    except _Gone:
        return
    environ["wsgi.input"] = io.BytesIO(body)
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    loop = asyncio.get_running_loop()
    answer = _Answer()
    try:
        content = await loop.run_in_executor(_threads, answer.begin, environ)
    finally:
        _held -= len(body)
    start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
    if content is not None:
        await send(start)
        await send({"type": "http.response.body", "body": content})
    elif _streams >= STREAMS:
        await loop.run_in_executor(_threads, answer.close)
        await _refuse(send, HTTPStatus.SERVICE_UNAVAILABLE)
    else:
        _streams += 1  # before anything is waited for: others count meanwhile
        try:
            await send(start)
            await _stream(answer, receive, send)
        finally:
            _streams -= 1


# ------------------------------------------------------------------ what came
def _environ(scope: Message) -> dict[str, Any]:
    """Return what PEP 3333 wants to be told of a request, all but its body."""
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


async def _body(environ: dict[str, Any], receive: Receive) -> bytes:
    """Return the body. Raises _Refused for one that is too long or too slow, before more of it is read."""
    length = int(environ.get("CONTENT_LENGTH") or 0)  # the server has refused what is no number
    is_form = environ.get("CONTENT_TYPE", "").lower().startswith("application/x-www-form-urlencoded")
    largest = LARGEST_FORM if is_form else LARGEST
    if length > largest:
        raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if environ["REQUEST_METHOD"] in BODILESS and not length and "HTTP_TRANSFER_ENCODING" not in environ:
        return b""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _received(receive, largest)
    except TimeoutError:
        raise _Refused(HTTPStatus.REQUEST_TIMEOUT) from None


async def _received(receive: Receive, largest: int) -> bytes:
    """Return the body, counted in `_held`, which whoever answers it takes back."""
    global _held  # noqa: PLW0603
    body = bytearray()
    try:
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise _Gone
            piece = message["body"]
            body += piece
            _held += len(piece)
            if len(body) > largest:
                raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if not message["more_body"]:
                return bytes(body)
            if _held > LARGEST_TOGETHER and len(body) > SMALL:
                raise _Refused(HTTPStatus.SERVICE_UNAVAILABLE)
    except BaseException:
        _held -= len(body)
        raise


async def _refuse(send: Send, status: HTTPStatus) -> None:
    headers = [
        (b"content-type", b"text/plain"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": f"{status.phrase}\n".encode()})


# ------------------------------------------------------------------ what goes out
class _Answer:
    """The WSGI application's answer to one request. All but the attributes is of the thread that answers."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[bytes, bytes]] = []
        self._pieces: Iterable[bytes] = ()

    def begin(self, environ: dict[str, Any]) -> bytes | None:
        """Ask the application; return its whole content, or None for a stream."""
        self._pieces = wsgi_application(environ, self._start)  # type: ignore[arg-type]  # Django needs no write()
        length = next((int(value) for name, value in self.headers if name == b"content-length"), GATHERED + 1)
        if getattr(self._pieces, "streaming", False) and length > GATHERED:
            return None
        try:
            return b"".join(self._pieces)
        finally:
            self.close()

    def pour(self, into: Callable[[bytes], bool]) -> None:
        """Hand over piece by piece, until `into` says that nobody wants more."""
        try:
            for piece in self._pieces:
                if not into(piece):
                    return
        finally:
            self.close()

    def _start(self, status: str, headers: list[tuple[str, str]], _problem: Any = None) -> None:
        self.status = int(status[:3])
        self.headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]

    def close(self) -> None:
        """Tell the application that nobody wants more."""
        if close := getattr(self._pieces, "close", None):
            close()


async def _stream(answer: _Answer, receive: Receive, send: Send) -> None:
    """Send pieces as they come, AHEAD of them before the reader took them, until the reader leaves or stalls."""
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
    pouring = loop.run_in_executor(_threads, answer.pour, into)
    pouring.add_done_callback(lambda _: pieces.put_nowait(None))
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
    pouring.result()  # raises where the stream broke off; then the server cuts the connection
    await send({"type": "http.response.body", "body": b""})
