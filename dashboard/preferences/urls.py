"""Addresses of the settings pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from dashboard.preferences.page import autocomplete_views, views, workspace_views
from dashboard.preferences.services.settings_pages import PLACES
from dashboard.preferences.transfer import profile_views
from dashboard.preferences.transfer import views as exchange_views

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
        path(f"{where}export/", exchange_views.export, which, name=f"export_{name}"),
        path(f"{where}import/", exchange_views.bring, which, name=f"import_{name}"),
        path(f"{where}history/<str:field>/", views.past_of, which, name=f"past_{name}"),
    ]


urlpatterns = [
    *(pattern for name in PLACES for pattern in _beside(name)),
    path("track/compare/", exchange_views.compare, name="track_compare"),
    path("profiles/", profile_views.profile_list, name="settings_profiles"),
    path("profiles/<int:number>/", profile_views.profile, name="settings_profile"),
    path("profiles/<int:number>/share/", profile_views.share, name="share_settings_profile"),
    path("profiles/<int:number>/remove/", profile_views.remove, name="remove_settings_profile"),
    path("profiles/<int:number>/back/", profile_views.bring_back, name="bring_back_settings_profile"),
    path("words/<str:version>/<str:name>.json", autocomplete_views.words, name="preference_words"),
    path("names/<str:kind>/", autocomplete_views.options, name="preference_names"),
    path("workspace/", workspace_views.workspaces, name="workspaces"),
    path("workspace/<int:number>/", workspace_views.page, name="workspace_preferences"),
    path("workspace/<int:number>/refresh/", workspace_views.refresh, name="refresh_workspace_preferences"),
    path("workspace/<int:number>/history/<str:field>/", workspace_views.past_of, name="past_workspace_preferences"),
]
