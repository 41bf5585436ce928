"""Addresses of the statuses."""

from __future__ import annotations

from django.urls import path

from dashboard.statuses.list import views as list_views
from dashboard.statuses.order import views as order_views
from dashboard.statuses.status import views as status_views
from dashboard.statuses.undo import views as undo_views

urlpatterns = [
    path("", list_views.statuses, name="statuses"),
    path("new/", list_views.create, name="create_status"),
    path("order/", order_views.order, name="order_statuses"),
    path("undo/", undo_views.undo, name="undo_status"),
    path("refresh/", list_views.refresh, name="refresh_statuses"),
    path("workspaces/", list_views.ask_workspaces, name="ask_workspaces"),
    path("emoji/", list_views.emoji, name="status_emoji"),
    path("tasks/<int:task_id>/", status_views.assign, name="give_status"),
    path("<int:status_id>/", status_views.status, name="status"),
    path("<int:status_id>/refresh/", status_views.refresh, name="refresh_status"),
    path("<int:status_id>/edit/", list_views.edit, name="edit_status"),
    path("<int:status_id>/move/", order_views.move, name="move_status"),
    path("<int:status_id>/delete/", list_views.delete, name="delete_status"),
    path("<int:status_id>/restore/", list_views.restore, name="restore_status"),
]
