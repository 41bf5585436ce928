"""The palette and the keys: pages that work without scripts, and the dialogs that scripts open from them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dashboard.accounts.http import AuthenticatedRequest
from dashboard.palette import services
from dashboard.web import pages


@require_safe
def palette(request: AuthenticatedRequest) -> HttpResponse:
    """Search everything that can be opened or done; as a dialog, with all of it for the script to search in."""
    if pages.target_of(request) == "palette":
        context: dict[str, Any] = {"commands": _commands(request)}
        return pages.render(request, "palette/palette.html", context, partials={"palette"})
    text = request.GET.get("q", "").strip()
    context = {"q": text, "groups": services.groups(request.user, text)}
    return pages.render(request, "palette/palette.html", context)


@require_safe
def keys(request: AuthenticatedRequest) -> HttpResponse:
    """Show all keys; as a dialog those of the page at `at`."""
    here, others = services.keys_of(request.GET.get("at", ""))
    context = {"here": here, "others": others}
    return pages.render(request, "palette/keys.html", context, partials={"keys"})


def _commands(request: AuthenticatedRequest) -> dict[str, Any]:
    """Return what the script searches in: short, because there may be thousands."""
    rows = [
        [command.kind, str(command.label), command.url, str(command.hint), str(command.also), command.press]
        for command in services.everything(request.user)
    ]
    return {"titles": {kind: str(title) for kind, title in services.TITLES.items()}, "commands": rows}
