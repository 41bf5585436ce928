"""Pages about the proxy. The proxy's own addresses come from the contract: see `middleware`."""

from django.urls import path

from dashboard.bff.access_tokens import views as access_tokens
from dashboard.bff.docs import views as docs

urlpatterns = [
    path("access-tokens/", access_tokens.access_tokens, name="access_tokens"),
    path("access-tokens/<int:pk>/revoke/", access_tokens.revoke, name="revoke_access_token"),
    path("bff/", docs.proxy_reference, name="proxy_reference"),
    path("bff/openapi.json", docs.openapi_document, name="openapi"),
]
