"""Addresses of the pages about the proxy. The proxy's own are the contract's: see `door`."""

from django.urls import path

from dashboard.bff import views

urlpatterns = [
    path("access-tokens/", views.access_tokens, name="access_tokens"),
    path("access-tokens/<int:pk>/revoke/", views.revoke, name="revoke_access_token"),
    path("bff/", views.proxy_reference, name="proxy_reference"),
    path("bff/openapi.json", views.openapi_document, name="openapi"),
]
