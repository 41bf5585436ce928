"""nginx, Caddy and HAProxy as docs/deploying.md has them, in front of a server that a test started."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.docs.blocks import BLOCKS
from tests.ports import free_port
from tests.served import wait_for

PROXIES = ("nginx", "caddy", "haproxy")
FROM = "127.0.0.1:8000"  # where the document's proxies find Tandem


@contextmanager
def proxied(name: str, url: str, folder: Path, *, extra: str = "") -> Iterator[str]:
    """Put a proxy in front of the site at `url` and yield its address; `extra` is added to nginx's server."""
    if not shutil.which(name) and not os.environ.get("CI"):
        pytest.skip(f"needs {name}: apt-get install {'nginx-light' if name == 'nginx' else name}")
    folder.mkdir()
    port = free_port()
    config, command = {"nginx": _nginx, "caddy": _caddy, "haproxy": _haproxy}[name](folder, port, extra)
    (folder / "config").write_text(config.replace(FROM, urlsplit(url).netloc))
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def block(start: str) -> str:
    """Return the example of docs/deploying.md that begins so."""
    (found,) = [one.text for one in BLOCKS if one.path.name == "deploying.md" and one.text.strip().startswith(start)]
    return found


def _nginx(folder: Path, port: int, extra: str) -> tuple[str, list[str]]:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder / kind};\n" for kind in kinds)
    user = "user root;\n" if os.getuid() == 0 else ""
    config = (
        f"{user}daemon off;\npid {folder / 'pid'};\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}"
        f"server {{\nlisten 127.0.0.1:{port};\n{extra}\n{block('location / {')}\n}}\n}}\n"
    )
    return config, ["nginx", "-e", "stderr", "-p", str(folder), "-c", str(folder / "config")]


def _caddy(folder: Path, port: int, _extra: str) -> tuple[str, list[str]]:
    site = block("tandem.example.com {").replace("tandem.example.com", f"http://127.0.0.1:{port}")
    config = f"{{\nadmin off\nauto_https off\n}}\n{site}"
    return config, ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "config")]


def _haproxy(folder: Path, port: int, _extra: str) -> tuple[str, list[str]]:
    site = block("frontend tandem").replace(":443 ssl crt /etc/haproxy/tandem.pem", f"127.0.0.1:{port}")
    config = f"defaults\ntimeout connect 5s\n{site.replace('X-Forwarded-Proto https', 'X-Forwarded-Proto http')}\n"
    return config, ["haproxy", "-db", "-f", str(folder / "config")]
