"""Addresses of history."""

from django.urls import path

from dashboard.history import views

urlpatterns = [
    path("", views.history, name="history"),
    path("latest/", views.latest, name="latest_changes"),
    path("history.csv", views.download, {"form": "csv"}, name="history_csv"),
    path("history.json", views.download, {"form": "json"}, name="history_json"),
    path("<uuid:write_id>/", views.change, name="history_change"),
    path("<uuid:write_id>/undo/", views.undo, name="history_undo"),
    path("<uuid:write_id>/check/", views.check, name="history_check"),
]
