"""A Redis of the test's own, which can be stopped, started, held and made to refuse."""

from __future__ import annotations

import shutil
import signal
import subprocess
from typing import Any

import pytest
import redis as library

from tests.ports import free_port

needs_redis = pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server")


class Redis:
    """One server on a port of its own, without a disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self.start()

    def start(self) -> None:
        """Start it, empty."""
        quiet = ["--save", "", "--appendonly", "no"]
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", *quiet]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert any("Ready to accept connections" in line for line in self.process.stdout or ()), "Redis did not start"

    def stop(self) -> None:
        """Kill it; what it held is lost."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def hang(self) -> None:
        """Let it accept what comes and answer nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again, what came meanwhile included."""
        self.process.send_signal(signal.SIGCONT)

    @property
    def hand(self) -> Any:
        """Somebody else's client, who may write anything."""
        return library.Redis(port=self.port)

    def caches(self, names: Any) -> dict[str, Any]:
        """Return settings for caches of these names in this server."""
        place = {"BACKEND": "config.redis_cache.RedisCache", "LOCATION": f"redis://127.0.0.1:{self.port}/0"}
        return {name: {**place, "KEY_PREFIX": f"{self.port}.{name}", "VERSION": 2} for name in names}
