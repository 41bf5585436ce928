"""Loaded before Django's settings (`-p tests.environment`): a throw-away development environment."""

import os
import tempfile

from tests.ports import free_port

os.environ["DEVELOPMENT"] = "1"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="tandem-tests-")
os.environ["SANDBOX_PORT"] = str(free_port())
os.environ["REQUIRE_ADMIN_MFA"] = "0"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ.setdefault("UPSTREAM_TIME_SCALE", "0.2")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs an event loop in the tests' thread
if os.environ.get("CACHE_URL", "").startswith("redis") and (worker := os.environ.get("PYTEST_XDIST_WORKER", "")):
    # Tests empty their caches: each of the processes that share the work has a database of Redis for itself.
    os.environ["CACHE_URL"] = f"{os.environ['CACHE_URL'].rpartition('/')[0]}/{worker.removeprefix('gw')}"
for name in ("SECRET_KEY", "CREDENTIAL_KEYS", "ALLOWED_HOSTS", "TRACK_URL", "FOCUS_URL", "TRUSTED_PROXY_COUNT"):
    os.environ.pop(name, None)  # nothing of a developer's shell reaches the tests
