"""Addresses of the profile, of a lost password, and of the end of an account."""

from __future__ import annotations

from django.urls import path

from dashboard.profile import closing_views, lost_password_views, views

urlpatterns = [
    path("", views.profile, name="profile"),
    path("password/", views.password, name="toggl_password"),
    path("refresh/", views.refresh, name="refresh_profile"),
    path("workspaces/", views.workspaces, name="profile_workspaces"),
    path("key/", views.key, name="profile_key"),
    path("account.json", views.download, name="account_export"),
    path("lost-password/", lost_password_views.lost, name="lost_password"),
    path("lost-password/<slug:step>/", lost_password_views.ask, name="ask_lost_password"),
    path("close/", closing_views.close, name="close_account"),
]
