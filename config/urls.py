"""The addresses: one line a slice."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("dashboard.accounts.urls")),
    path("", include("dashboard.overview.urls")),
    path("", include("dashboard.palette.urls")),
    path("connections/", include("dashboard.connections.urls")),
    path("preferences/", include("dashboard.preferences.urls")),
    path("directory/", include("dashboard.directory.urls")),
    path("team/", include("dashboard.team.urls")),
    path("history/", include("dashboard.history.urls")),
    path("profile/", include("dashboard.profile.urls")),
    path("calendar/", include("dashboard.timeblocks.urls")),
    path("", include("dashboard.bff.urls")),
    path("statuses/", include("dashboard.statuses.urls")),
    *([path("styleguide/", include("dashboard.styleguide.urls"))] if settings.DEVELOPMENT else []),
]

handler400 = "dashboard.web.errors.bad_request"
handler403 = "dashboard.web.errors.permission_denied"
handler404 = "dashboard.web.errors.page_not_found"
handler429 = "dashboard.web.errors.too_many_requests"  # django-allauth's rate limits look for it here
handler500 = "dashboard.web.errors.server_error"
