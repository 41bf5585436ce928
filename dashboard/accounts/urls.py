"""Addresses of signing in and setting up.

Those of django-allauth that Tandem does not offer (sign-up, changing e-mail addresses, social accounts) are left
out, so nobody lands on a page that is not ours.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from dashboard.accounts.decorators import clearing_site_data, guarded, locked, whole
from dashboard.accounts.second_factor import views as security_views
from dashboard.accounts.sessions import views as session_views
from dashboard.accounts.sign_in import views

urlpatterns = [
    path("setup/", views.setup, name="setup"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("accounts/login/second/", factors.authenticate, name="mfa_authenticate"),
    path("accounts/logout/", clearing_site_data(account.logout), name="account_logout"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/reauthenticate/code/", factors.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/reauthenticate/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("accounts/password/change/", locked(account.password_change), name="account_change_password"),
    path("accounts/password/reset/", views.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        whole(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/security/", security_views.security, name="mfa_index"),
    path("accounts/security/app/", guarded(app.activate_totp), name="mfa_activate_totp"),
    path("accounts/security/app/remove/", guarded(app.deactivate_totp), name="mfa_deactivate_totp"),
    path("accounts/security/codes/", guarded(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "accounts/security/codes/new/",
        guarded(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("accounts/security/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("accounts/security/passkeys/add/", guarded(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("accounts/security/passkeys/<int:pk>/", guarded(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "accounts/security/passkeys/<int:pk>/remove/",
        guarded(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("accounts/sessions/", session_views.session_list, name="usersessions_list"),
    path("accounts/sessions/<int:pk>/end/", session_views.end_session, name="usersessions_end"),
]
