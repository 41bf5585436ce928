"""The sandbox's server: threads, HTTP/1.1 with persistent connections, and faults of the connection itself."""

import io
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, Self
from urllib.parse import unquote_to_bytes

from dashboard.sandbox import people
from dashboard.sandbox.clock import Clock
from dashboard.sandbox.controls import Controls
from dashboard.sandbox.protocol.application import LONGEST_BODY, Application
from dashboard.sandbox.protocol.connection import Wire, is_to_be_reset
from dashboard.sandbox.protocol.faults import Fault
from dashboard.sandbox.seed import builder
from dashboard.sandbox.seed.builder import SeedOptions
from dashboard.sandbox.state import World

IDLE = 120.0  # seconds after which a silent connection is closed


class RunningSandbox(Controls):
    """A running sandbox: `Controls` with `stop()`, and a context manager."""

    people = people

    def __init__(self, server: "_Server", thread: threading.Thread, world: World) -> None:
        super().__init__(world)
        self._server = server
        self._thread = thread
        host, self.port = server.server_address[0], int(server.server_address[1])
        self.url = f"http://{host!s}:{self.port}"

    def stop(self) -> None:
        """Stop listening and close every connection."""
        self._server.stop()
        self._thread.join(timeout=5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def serve(
    port: int = 0, host: str = "127.0.0.1", *, pace: bool = False, options: SeedOptions | None = None
) -> RunningSandbox:
    """Start a sandbox in threads of this process; port 0 takes a free one. Raises OSError when the port is taken."""
    clock = Clock()
    world = World(state=builder.build(clock.now(), options), clock=clock, base_pace=pace)
    world.meter.pace = pace
    server = _Server((host, port), Application(world))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox", daemon=True)
    thread.start()
    return RunningSandbox(server, thread, world)


class _Server(ThreadingMixIn, TCPServer):
    """A thread for each connection; `stopping` ends delays and drips at once."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], application: Application) -> None:
        self.application = application
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._workers: set[threading.Thread] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that `stop` can close it."""
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        with self._lock:
            self._open.add(request)
            self._workers.add(thread)
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Close a finished connection."""
        with self._lock:
            self._open.discard(request)
            self._workers.discard(threading.current_thread())
        if is_to_be_reset(request):
            request.close()  # without the FIN that shutdown would send first
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Ignore disconnected clients; show real errors."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Stop everything, including drips and delays."""
        self.stopping.set()
        self.shutdown()
        self.server_close()
        with self._lock:
            connections, workers = list(self._open), list(self._workers)
        for connection in connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        for worker in workers:
            worker.join(timeout=2)


class _Handler(BaseHTTPRequestHandler):
    """One connection. The standard library parses; the rest is WSGI and `connection`."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = IDLE
    disable_nagle_algorithm = True
    server: _Server

    def handle_one_request(self) -> None:
        """Read a request, let the application answer it, and send the answer, damaged by the fault if any."""
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or len(self.raw_requestline) > 65536 or not self.parse_request():
                self.close_connection = True
                return
            self._answer()
        except TimeoutError:
            self.close_connection = True

    def _answer(self) -> None:
        faults: list[Fault] = []
        started: list[Any] = []
        body = self._read_body()
        if body is None:
            return

        def start_response(status: str, headers: list[tuple[str, str]]) -> None:
            started.extend((status, headers))

        pieces = self.server.application(self._environ(body, faults), start_response)
        wire = Wire(self.connection, self.server.stopping)
        if not wire.send(self._head(*started), iter(pieces), faults[0] if faults else None):
            self.close_connection = True

    def _read_body(self) -> bytes | None:
        """Read the body; None (after 411, 413 or 400) when that fails."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunked_body()
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal():
            self.send_error(400)
            return None
        if int(length) > LONGEST_BODY:
            self.send_error(413)
            return None
        return self.rfile.read(int(length))

    def _chunked_body(self) -> bytes | None:
        body = b""
        while True:
            size = int(self.rfile.readline(100).split(b";")[0].strip() or b"0", 16)
            body += self.rfile.read(size)
            self.rfile.readline(100)
            if size == 0:
                return body
            if len(body) > LONGEST_BODY:
                self.send_error(413)
                return None

    def _environ(self, body: bytes, faults: list[Fault]) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": self.client_address[0],
            "SERVER_PROTOCOL": self.request_version,
            "wsgi.input": io.BytesIO(body),
            "sandbox.wire": faults,
        }
        if (authorization := self.headers.get("Authorization")) is not None:
            environ["HTTP_AUTHORIZATION"] = authorization
        return environ

    def _head(self, status: str, headers: list[tuple[str, str]]) -> bytes:
        lines = [f"HTTP/1.1 {status}", "Server: nginx", f"Date: {self.date_time_string()}"]
        lines += [f"{name}: {value}" for name, value in headers]
        known = {name.lower() for name, _ in headers}
        if "content-length" not in known and not status.startswith("204"):
            lines.append("Transfer-Encoding: chunked")
        if self.close_connection:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def log_message(self, *_: Any) -> None:
        """Log nothing; the control API lists the requests."""
