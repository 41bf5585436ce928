"""Addresses of the connections."""

from django.urls import path

from dashboard.connections import views

urlpatterns = [
    path("", views.connections, name="connections"),
    path("notices/put-away/", views.dismiss_notice, name="dismiss_notice"),
    path("focus/workspace/", views.place, name="connection_place"),
    path("<slug:service>/connect/<slug:way>/", views.offer, name="connection_offer"),
    path("<slug:service>/test/", views.test, name="connection_test"),
    path("<slug:service>/confirm/", views.confirm, name="connection_confirm"),
    path("<slug:service>/decline/", views.decline, name="connection_decline"),
    path("<slug:service>/disconnect/", views.disconnect, name="connection_disconnect"),
]
