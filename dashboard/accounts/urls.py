"""Addresses of signing in and setting up.

Those of django-allauth that Tandem does not offer (sign-up, changing e-mail addresses, social accounts) are left
out, so nobody lands on a page that is not ours.
"""

from allauth.account import views as account
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from dashboard.accounts import views

urlpatterns = [
    path("setup/", views.setup, name="setup"),
    path("theme/", views.theme, name="theme"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/sessions/", sessions.list_usersessions, name="usersessions_list"),
]
