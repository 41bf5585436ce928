"""Addresses of the settings pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from dashboard.preferences import lists, views, workspace_views
from dashboard.preferences.places import PLACES

ADDRESSES = {
    "track_preferences": "track/",
    "track_web_preferences": "track/web/",
    "track_desktop_preferences": "track/desktop/",
    "track_features": "track/features/",
    "focus_preferences": "focus/",
}


def _beside(name: str) -> list[URLPattern]:
    where, which = ADDRESSES[name], {"which": name}
    return [
        path(where, views.page, which, name=name),
        path(f"{where}refresh/", views.refresh, which, name=f"refresh_{name}"),
        path(f"{where}names/", views.load_names, which, name=f"names_{name}"),
        path(f"{where}history/<str:field>/", views.past_of, which, name=f"past_{name}"),
    ]


urlpatterns = [
    *(pattern for name in PLACES for pattern in _beside(name)),
    path("track/compare/", lists.compare, name="track_compare"),
    path("words/<str:version>/<str:name>.json", lists.words, name="preference_words"),
    path("names/<str:kind>/", lists.options, name="preference_names"),
    path("workspace/", workspace_views.workspaces, name="workspaces"),
    path("workspace/<int:number>/", workspace_views.page, name="workspace_preferences"),
    path("workspace/<int:number>/refresh/", workspace_views.refresh, name="refresh_workspace_preferences"),
    path("workspace/<int:number>/history/<str:field>/", workspace_views.past_of, name="past_workspace_preferences"),
]
