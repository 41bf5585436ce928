"""Fixtures that every test may use: the people, the sandbox, our site over real HTTP, a browser."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import get_hasher, make_password
from django.contrib.contenttypes.management import create_contenttypes
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db.models.signals import post_migrate
from django.test import Client
from werkzeug.wsgi import ClosingIterator
from whitenoise.base import WhiteNoise

from tests import network, statics, sweeps
from tests.web import undefined

network.shut()
# How long an example takes says how busy the machine is. Fixtures are made once for all examples, and that is meant.
hypothesis.settings.register_profile(
    "tandem",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.function_scoped_fixture],
)
hypothesis.settings.load_profile("tandem")

PASSWORD = "correct horse battery staple"
# The shell has no window that nobody sees to draw: a page costs it a third of what it costs the whole browser.
PATIENCE = 30_000  # milliseconds that a browser may take on a busy machine for what takes a moment
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
CHROMIUM_ARGUMENTS = [
    "--in-process-gpu", "--renderer-process-limit=1",
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Watch every test that uses the database; skip browser tests where Chromium is missing, but never in CI."""
    missing = pytest.mark.skip(reason="needs Chromium: apt-get install chromium-headless-shell")
    for item in items:
        if isinstance(item, pytest.Function) and uses_database(item):
            if (mark := item.get_closest_marker("django_db")) and mark.kwargs.get("transaction"):
                item.fixturenames.insert(0, "transactional_db")  # before any fixture that writes history
            item.fixturenames.insert(0, "clean")  # before any fixture that fills a cache
        if "browser" in item.keywords and not (CHROMIUM or os.environ.get("CI")):
            item.add_marker(missing)


def uses_database(item: pytest.Function) -> bool:
    """Whether a test asks for the database by a fixture or a mark."""
    return bool({"db", "transactional_db"} & set(item.fixturenames)) or bool(item.get_closest_marker("django_db"))


# ------------------------------------------------------------------ what holds for the whole run
@pytest.fixture(scope="session", autouse=True)
def _stay_on_this_machine() -> Iterator[None]:
    """Fail the run where a test tried to leave this machine, even where its error was caught."""
    yield
    assert not network.attempts, f"tests stay on this machine: {network.attempts}"


@pytest.fixture(scope="session", autouse=True)
def _undefined_variables_fail() -> Iterator[None]:
    with undefined.install():
        yield


@pytest.fixture(scope="session", autouse=True)
def _addresses() -> None:
    """Read the addresses before a test changes a setting that they depend on."""
    import_module("config.urls")


@pytest.fixture(scope="session")
def _static_files() -> Iterator[None]:
    """Collect the static files; WhiteNoise, which looks through them for each test client, does so only once."""
    statics.collect()
    found: dict[tuple[str, str], dict[str, Any]] = {}
    look = WhiteNoise.update_files_dictionary

    def look_once(whitenoise: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in found:
            look(whitenoise, root, prefix)
            found[root, prefix] = dict(whitenoise.files)
        whitenoise.files.update(found[root, prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", look_once)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, _static_files: None) -> Iterator[None]:
    """Look through the database's files once all tests are done: no secret of the sandbox was ever written there."""
    from tests.security import sweep

    # Emptying the database after a test would make these anew, which takes longer than emptying it.
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    yield
    assert not sweep.found_in(sweep.database_files())


@pytest.fixture(scope="session")
def _canaries() -> Iterator[list[str]]:
    from tests.security import sweep

    with sweep.watching() as hits:
        yield hits


@pytest.fixture
def clean(_canaries: list[str]) -> Iterator[None]:
    """Begin with empty caches; in the end no secret of the sandbox is in an answer, a log line or a cache.

    Every test that uses the database has it, others ask for it.
    """
    from tests.security import sweep

    sweeps.empty_caches()
    _canaries.clear()
    yield
    hits = [*_canaries, *(f"cache: {one}" for one in sweep.found_in(sweep.cached()))]
    assert not hits, hits


@pytest.fixture
def transactional_db(transactional_db: None, settings: Any) -> None:
    """Begin history under the keys of this test: the database was emptied under those of the test before."""
    from tests.vault.rings import begin_under

    begin_under(settings, settings.CREDENTIAL_KEYS)


# ------------------------------------------------------------------ the sandbox
@pytest.fixture(scope="session")
def _running_sandbox() -> Iterator[Any]:
    from dashboard.sandbox.server import serve

    running = serve(port=django_settings.SANDBOX_PORT)
    yield running
    running.stop()


@pytest.fixture
def sandbox(_running_sandbox: Any) -> Any:
    """Track and Focus as on the first day, without a pace, having received nothing."""
    sweeps.first_day(_running_sandbox)
    return _running_sandbox


# ------------------------------------------------------------------ the people
@pytest.fixture
def alice(db: None) -> Any:
    """Alice is an admin, connected to Track and Focus."""
    return _person("alice", role="admin", connected=True)


@pytest.fixture
def bob(db: None) -> Any:
    """Bob is a member of Alice's workspace, connected to both."""
    return _person("bob", connected=True)


@pytest.fixture
def charlie(db: None) -> Any:
    """Charlie belongs to another organisation and has connected nothing yet."""
    return _person("charlie")


@cache
def _hashed(algorithm: str) -> str:
    """Hash the people's password once with an algorithm: that is slow on purpose."""
    return make_password(PASSWORD, hasher=algorithm)


def hashed_password() -> str:
    """Return the people's password as the test's own settings hash it."""
    return _hashed(get_hasher().algorithm)


@pytest.fixture
def quick_passwords(settings: Any) -> None:
    """Check passwords at no cost, where a test sends some."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _person(name: str, role: str = "member", *, connected: bool = False) -> Any:
    from dashboard.accounts.models import User
    from dashboard.sandbox.demo import connect_person

    user = User.objects.create(email=f"{name}@example.com", name=name.title(), role=role, password=hashed_password())
    if connected:
        connect_person(user)
    return user


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """Return a signed-in test client for a person."""

    def signed_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


# ------------------------------------------------------------------ our site and a browser
class _Quiet(WSGIRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Say nothing: pytest shows what matters."""


class _Server(ThreadedWSGIServer):
    request_queue_size = 128  # callers at once, who would be turned away beyond


class _Site:
    """The site's application, which knows whether it is still at work."""

    def __init__(self, application: Any) -> None:
        self.application, self.url = application, ""
        self.under_way, self.changed = 0, threading.Condition()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.count(1)
        try:
            return ClosingIterator(self.application(environ, start_response), lambda: self.count(-1))
        except BaseException:
            self.count(-1)
            raise

    def count(self, change: int) -> None:
        with self.changed:
            self.under_way += change
            self.changed.notify_all()

    def wait_until_idle(self) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: not self.under_way, timeout=PATIENCE / 1000), "a request goes on"


@pytest.fixture(scope="session")
def _server(_static_files: None) -> Iterator[_Site]:
    from config.wsgi import application

    served = _Site(application)
    with _Server(("127.0.0.1", 0), _Quiet) as server:
        server.set_app(served)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        served.url = f"http://127.0.0.1:{server.server_port}"
        yield served
        server.shutdown()


@pytest.fixture
def site(_server: _Site, transactional_db: None) -> Iterator[str]:
    """Our site over real HTTP; what it writes is really committed, and before the database is emptied."""
    yield _server.url
    _server.wait_until_idle()


class _Chromium:
    """One browser for the tests of a process; where it died, the next test gets a new one and not its error."""

    def __init__(self) -> None:
        self.playwright: Any = None
        self.browser: Any = None

    def new_context(self, **options: Any) -> Any:
        from playwright.sync_api import Error

        if self.browser is None:
            self.start()
        try:
            return self.browser.new_context(**options)
        except Error:
            self.stop()
            self.start()
            return self.browser.new_context(**options)

    def start(self) -> None:
        from playwright.sync_api import expect, sync_playwright

        expect.set_options(timeout=PATIENCE)
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)

    def stop(self) -> None:
        if self.playwright is not None:
            self.playwright.stop()
        self.playwright = self.browser = None


@pytest.fixture(scope="session")
def _chromium() -> Iterator[_Chromium]:
    chromium = _Chromium()
    yield chromium
    chromium.stop()


@pytest.fixture
def browser_context(_chromium: _Chromium, site: str) -> Iterator[Callable[..., Any]]:
    """Make browser contexts (`javaScriptEnabled`, sizes, colour scheme …) that know our address."""
    contexts: list[Any] = []

    def make(user: Any = None, **options: Any) -> Any:
        context = _chromium.new_context(base_url=site, reduced_motion="reduce", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user is not None:
            sign_in(context, site, user)
        return context

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(browser_context: Callable[..., Any]) -> Iterator[Any]:
    """A fresh browser page that nobody signed in to; an error in a script fails the test."""
    page = browser_context().new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    yield page
    assert not errors, errors


@pytest.fixture
def page_of(browser_context: Callable[..., Any]) -> Callable[..., Any]:
    """Open a browser page in which a person is signed in."""
    return lambda user, **options: browser_context(user, **options).new_page()


def sign_in(context: Any, site: str, user: Any) -> None:
    """Give a browser the session of a person, as signing in would."""
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])
