"""Addresses of the palette and of the keys."""

from __future__ import annotations

from django.urls import path

from dashboard.palette import views

urlpatterns = [
    path("go/", views.palette, name="palette"),
    path("keys/", views.keys, name="keys"),
]
