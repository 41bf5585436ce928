"""Django as one would write it: all middleware, a session in the database, a sealed row, requests. One file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import django
import requests
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.management import call_command

settings.configure(
    SECRET_KEY="only for measuring, 50 characters of no meaning at all",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["PEER_DATABASE"]}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402 - models come after the settings
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path as route  # noqa: E402

KEY = bytes(32)


def prepare() -> None:
    """Make people with a sealed secret each (in the column of the last name) and a session each; print the keys."""
    call_command("migrate", verbosity=0)
    keys = []
    for name, secret in json.loads(Path(os.environ["PEER_TOKENS"]).read_text()).items():
        sealed = AESGCM(KEY).encrypt(bytes(12), secret.encode(), None).hex()
        user = User.objects.create(username=name[:60], last_name=sealed)
        session = SessionStore()
        session.update(
            {"_auth_user_id": str(user.pk), "_auth_user_backend": "django.contrib.auth.backends.ModelBackend"}
        )
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    Path(os.environ["PEER_SESSIONS"]).write_text(json.dumps(keys))


def proxy(request: HttpRequest, path: str) -> HttpResponse:
    """Pass a read on as the signed-in person."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    secret = AESGCM(KEY).decrypt(bytes(12), bytes.fromhex(request.user.last_name), None).decode()
    answer = requests.get(f"{os.environ['PEER_UPSTREAM']}/{path}", auth=(secret, "api_token"), timeout=8)
    return HttpResponse(answer.content, answer.headers["content-type"], answer.status_code)


urlpatterns = [route("bff/track/<path:path>", proxy)]
application = get_wsgi_application()

if __name__ == "__main__":
    prepare()
