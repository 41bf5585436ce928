"""How long a session lives, and how it ends: by idling, by age, by hand, or because its person must go.

A session knows when somebody signed in and when they last did something. What a page fetches by itself does not
count; whoever walks away is signed out however many fragments their open page still asks for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.signals import password_changed, password_set
from allauth.account.signals import user_logged_in as came_in
from allauth.usersessions import signals
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY, logout, update_session_auth_hash
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from dashboard.accounts import rights
from dashboard.accounts.models import User
from dashboard.accounts.sessions.store import stored_name
from dashboard.web.origin import address_of
from dashboard.web.pages import wants_fragment

CLOCKS_DIFFER_BY = 60  # seconds at most, between machines that share a database
LONGEST_AGENT = 200  # characters of a browser's name for itself that the list keeps
SIGNED_IN, ACTIVE = "signed_in_at", "active_at"  # in the session; seconds since 1970
NOTED_EVERY = 60.0  # seconds between two notes of activity

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def lifetimes(get_response: GetResponse) -> GetResponse:
    """End a session whose time is over, and note that its person is there."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            if is_over(request.session):
                logout(request)
                messages.info(request, _("You were signed out because your session was over. Sign in again."))
            elif _is_of_a_person(request):
                _note(request)
        return get_response(request)

    return middleware


def is_over(session: SessionBase) -> bool:
    """Whether nobody did anything with this session for too long, or it is too old. Costs no query."""
    signed_in = session.get(SIGNED_IN, 0.0)
    is_active = is_within(session.get(ACTIVE, signed_in), settings.SESSION_IDLE_AGE)
    return not (is_active and is_within(signed_in, settings.SESSION_COOKIE_AGE))


def is_within(at: float, seconds: float) -> bool:
    """Whether that was at most `seconds` ago. What lies ahead was not: the clock was put back since."""
    return -CLOCKS_DIFFER_BY <= time.time() - at <= seconds


def end_all(user: User) -> None:
    """End every session of this person at once, also those that nobody has listed."""
    _raise_epoch(user)
    end_listed(UserSession.objects.filter(user=user))


def end_others(request: HttpRequest) -> int:
    """End every session of whoever asks but this one, which gets a new name; return how many were listed.

    Raises PermissionDenied where this one was ended meanwhile: it would live on under the new name.
    """
    user, here = request.user, listed_name(request)
    assert isinstance(user, User)
    with transaction.atomic():
        rights.hold(user)
        _raise_epoch(user)
    update_session_auth_hash(request, user)
    UserSession.objects.filter(session_key=here).delete()
    ended = end_listed(UserSession.objects.filter(user=user))
    note_browser(request)
    return ended


# ------------------------------------------------------------------ the list, by hash as the sessions themselves
def listed_name(request: HttpRequest) -> str:
    """Return the name of this session in the list of somebody's sessions."""
    return stored_name(request.session.session_key or "")


def note_browser(request: HttpRequest, **_: Any) -> None:
    """Put this session into the list, or its browser and address anew."""
    if not request.session.session_key:
        request.session.save()
    agent = request.META.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT]
    seen = {"user": request.user, "user_agent": agent, "ip": get_adapter().get_client_ip(request)}
    UserSession.objects.update_or_create(
        session_key=listed_name(request), defaults={**seen, "last_seen_at": timezone.now()}
    )


def living(user: User) -> list[UserSession]:
    """Return this person's sessions that are still good; those that are not leave the list."""
    listed = {each.session_key: each for each in UserSession.objects.filter(user=user)}
    rows = Session.objects.filter(session_key__in=listed, expire_date__gt=timezone.now())
    good = {row.session_key for row in rows if _is_good(row.get_decoded(), user)}
    UserSession.objects.filter(session_key__in=listed.keys() - good).delete()
    return [each for name, each in listed.items() if name in good]


def _listed(*, request: HttpRequest, user: User, **_: Any) -> None:
    living(user)
    note_browser(request)


def _is_good(session: dict[str, Any], user: User) -> bool:
    return constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def end_listed(sessions: QuerySet[UserSession]) -> int:
    """End these sessions; return how many."""
    names = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=names).delete()
    UserSession.objects.filter(session_key__in=names).delete()
    return len(names)


def list_by_hash() -> None:
    """Keep the list ourselves: allauth would write down what the cookie says."""
    came_in.disconnect(signals.on_user_logged_in)
    came_in.connect(_listed)
    for changed in (password_set, password_changed):
        changed.disconnect(signals.on_password_changed)
        changed.connect(note_browser)


def _raise_epoch(user: User) -> None:
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])


@receiver(user_logged_in)
def _begin(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Start the session's clocks."""
    request.has_just_signed_in = True  # type: ignore[attr-defined]  # ours, read on the way out
    request.session[SIGNED_IN] = request.session[ACTIVE] = time.time()
    _seen(user.pk, request)


def _is_of_a_person(request: HttpRequest) -> bool:
    """Whether somebody did this: opened a page or sent a form. Fragments and prefetches come by themselves."""
    if request.method not in {"GET", "HEAD"}:
        return True
    headers = request.headers
    is_navigation = headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return is_navigation and "Sec-Purpose" not in headers and not wants_fragment(request)


def _note(request: HttpRequest) -> None:
    now = time.time()
    if now - request.session.get(ACTIVE, 0.0) < NOTED_EVERY:
        return
    request.session[ACTIVE] = now
    assert request.user.pk is not None
    _seen(request.user.pk, request)
    seen = {"last_seen_at": timezone.now(), **({"ip": ip} if (ip := address_of(request)) else {})}
    UserSession.objects.filter(session_key=listed_name(request)).update(**seen)


def _seen(user_id: int, request: HttpRequest) -> None:
    language = getattr(request, "LANGUAGE_CODE", "")  # what the browser asks for, for mails
    User.objects.filter(pk=user_id).update(last_seen_at=timezone.now(), browser_language=language)
