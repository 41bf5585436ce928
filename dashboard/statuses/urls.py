"""Addresses of the statuses."""

from __future__ import annotations

from django.urls import path

from dashboard.statuses.list import views
from dashboard.statuses.order import views as order_views
from dashboard.statuses.status import views as status_views

urlpatterns = [
    path("", views.statuses, name="statuses"),
    path("new/", views.create, name="create_status"),
    path("order/", order_views.order, name="order_statuses"),
    path("undo/", order_views.undo, name="undo_status"),
    path("refresh/", views.refresh, name="refresh_statuses"),
    path("workspaces/", views.ask_workspaces, name="ask_workspaces"),
    path("emoji/", views.emoji, name="status_emoji"),
    path("tasks/<int:task_id>/", status_views.give, name="give_status"),
    path("<int:status_id>/", status_views.status, name="status"),
    path("<int:status_id>/refresh/", status_views.refresh, name="refresh_status"),
    path("<int:status_id>/edit/", views.edit, name="edit_status"),
    path("<int:status_id>/move/", order_views.move, name="move_status"),
    path("<int:status_id>/delete/", views.delete, name="delete_status"),
    path("<int:status_id>/restore/", views.restore, name="restore_status"),
]
