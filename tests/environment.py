"""Loaded before Django's settings (`-p tests.environment`): a throw-away development environment."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests.ports import free_port

os.environ["DEVELOPMENT"] = "1"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="tandem-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ["STATIC_ROOT"] = str(Path(__file__).parents[1] / ".pytest_cache" / "static")
os.environ["SANDBOX_PORT"] = str(free_port())
os.environ["REQUIRE_ADMIN_MFA"] = "0"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ.setdefault("UPSTREAM_PACE_SCALE", "0")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the tests' thread
if os.environ.get("CACHE_URL", "").startswith("redis") and (worker := os.environ.get("PYTEST_XDIST_WORKER", "")):
    # Tests empty their caches: each of the processes that share the work has a database of Redis for itself.
    os.environ["CACHE_URL"] = f"{os.environ['CACHE_URL'].rpartition('/')[0]}/{worker.removeprefix('gw')}"
for name in ("SECRET_KEY", "CREDENTIAL_KEYS", "ALLOWED_HOSTS", "TRACK_URL", "FOCUS_URL", "TRUSTED_PROXY_COUNT"):
    os.environ.pop(name, None)  # nothing of a developer's shell reaches the tests
