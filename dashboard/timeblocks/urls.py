"""Addresses of the calendar."""

from __future__ import annotations

from django.urls import path

from dashboard.timeblocks.archive import views as archive_views
from dashboard.timeblocks.block import views as block_views
from dashboard.timeblocks.bulk import views as bulk_views
from dashboard.timeblocks.calendar import views
from dashboard.timeblocks.copy import views as copy_views
from dashboard.timeblocks.copy import week_views
from dashboard.timeblocks.export import views as export_views
from dashboard.timeblocks.today import views as today_views

urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("refresh/", views.refresh, name="refresh_calendar"),
    path("today/", today_views.todays_blocks, name="todays_blocks"),
    path("today/refresh/", today_views.refresh, name="refresh_today"),
    path("today/<int:task_id>/<int:block_id>/<str:state>/", today_views.act, name="act_today"),
    path("workspaces/", views.workspaces, name="calendar_workspaces"),
    path("new/", block_views.new, name="new_time_block"),
    path("undo/", block_views.undo, name="undo_time_block"),
    path("plan/<int:task_id>/", block_views.plan, name="plan_task"),
    path("select/", bulk_views.select, name="select_time_blocks"),
    path("bulk/", bulk_views.start, name="bulk_time_blocks"),
    path("bulk/go/", bulk_views.go, name="go_on_with_time_blocks"),
    path("weeks/", week_views.weeks, name="calendar_weeks"),
    path("weeks/keep/", week_views.keep, name="keep_week"),
    path("weeks/<int:pk>/<str:action>/", week_views.change, name="change_week"),
    path("copy/", copy_views.copy, name="copy_days"),
    path("download/<str:form>/", export_views.download, name="download_time_blocks"),
    path("print/", export_views.printed, name="print_time_blocks"),
    path("archived/", archive_views.archived, name="archived_time_blocks"),
    path("trash/", archive_views.trash, name="trash_time_blocks"),
    path("back/<str:tab>/", archive_views.restore, name="restore_time_blocks"),
    path("block/<int:task_id>/<int:block_id>/", block_views.block, name="time_block"),
    path("block/<int:task_id>/<int:block_id>/<str:action>/", block_views.act, name="act_on_time_block"),
]
