"""Addresses of the settings pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from dashboard.preferences.page import autocomplete_views, views, workspace_views
from dashboard.preferences.transfer import profile_views
from dashboard.preferences.transfer import views as transfer_views

ADDRESSES = {
    "track_preferences": "track/",
    "track_web_preferences": "track/web/",
    "track_desktop_preferences": "track/desktop/",
    "track_features": "track/features/",
    "focus_preferences": "focus/",
}


def _page_urls(name: str, address: str) -> list[URLPattern]:
    which = {"which": name}
    return [
        path(address, views.settings_page, which, name=name),
        path(f"{address}refresh/", views.refresh, which, name=f"refresh_{name}"),
        path(f"{address}names/", views.load_names, which, name=f"names_{name}"),
        path(f"{address}export/", transfer_views.export, which, name=f"export_{name}"),
        path(f"{address}import/", transfer_views.import_settings, which, name=f"import_{name}"),
        path(f"{address}history/<str:field>/", views.field_history, which, name=f"field_history_{name}"),
    ]


urlpatterns = [
    *(url for name, address in ADDRESSES.items() for url in _page_urls(name, address)),
    path("track/compare/", transfer_views.compare, name="track_compare"),
    path("profiles/", profile_views.profile_list, name="settings_profiles"),
    path("profiles/<int:number>/", profile_views.profile, name="settings_profile"),
    path("profiles/<int:number>/share/", profile_views.share, name="share_settings_profile"),
    path("profiles/<int:number>/remove/", profile_views.remove, name="remove_settings_profile"),
    path("profiles/<int:number>/back/", profile_views.restore, name="restore_settings_profile"),
    path("words/<str:version>/<str:name>.json", autocomplete_views.words, name="preference_words"),
    path("names/<str:kind>/", autocomplete_views.options, name="preference_names"),
    path("workspace/", workspace_views.workspaces, name="workspaces"),
    path("workspace/<int:number>/", views.settings_page, name="workspace_preferences"),
    path("workspace/<int:number>/refresh/", views.refresh, name="refresh_workspace_preferences"),
    path(
        "workspace/<int:number>/history/<str:field>/", views.field_history, name="field_history_workspace_preferences"
    ),
]
