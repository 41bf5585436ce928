"""Who may open which address: the one table of expectations. An address that is not here fails the suite.

To add an address: one line with its name, in the group of those who may, and with what its pattern asks for. A text
that begins with "bob's" stands for a thing of Bob's own, "alice's" for one of the admin's (`things.py`). GET is tried,
and POST where GET is not taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

EVERYBODY, SIGNED_IN, CONNECTED, OWNER, WORKSPACE_ADMINS, ADMINS, NOBODY = (
    "everybody", "signed in", "connected", "owner", "workspace admins", "admins", "nobody",
)  # fmt: skip
WORKSPACE = 710_001


class Route(NamedTuple):
    """What is expected of one address."""

    who: str
    arguments: dict[str, Any]


def everybody(**arguments: Any) -> Route:
    """Also those who have not signed in."""
    return Route(EVERYBODY, arguments)


def signed_in(**arguments: Any) -> Route:
    """Everybody who has signed in; what they see there is their own, or what upstream lets them see."""
    return Route(SIGNED_IN, arguments)


def connected(**arguments: Any) -> Route:
    """As above, but without something of one's own (a connection, a second factor) it may not be there at all."""
    return Route(CONNECTED, arguments)


def owner(**arguments: Any) -> Route:
    """The thing is Bob's: for everybody else it is not there."""
    return Route(OWNER, arguments)


def workspace_admins(**arguments: Any) -> Route:
    """Whom upstream calls an admin of the workspace."""
    return Route(WORKSPACE_ADMINS, arguments)


def admins(**arguments: Any) -> Route:
    """Admins of Tandem."""
    return Route(ADMINS, arguments)


def nobody(**arguments: Any) -> Route:
    """Nobody any more."""
    return Route(NOBODY, arguments)


BLOCK = {"task_id": "bob's task", "block_id": "bob's block"}
STATUS = {"status_id": "bob's status"}
LIST = {"name": "projects"}
FIELD = {"field": "date_format"}

ROUTES: dict[str, Route] = {
    # accounts
    "setup": nobody(),
    "theme": signed_in(),
    "styleguide": signed_in(),  # in development alone
    "language": everybody(),
    "account_login": everybody(),
    "account_logout": signed_in(),
    "account_inactive": everybody(),
    "account_reauthenticate": signed_in(),
    "account_change_password": signed_in(),
    "account_reset_password": everybody(),
    "account_reset_password_done": everybody(),
    "account_reset_password_from_key": everybody(uidb36="1", key="no-such-key"),
    "account_reset_password_from_key_done": everybody(),
    "usersessions_list": signed_in(),
    "invitation": everybody(token="no-such-invitation"),
    "mfa_login_webauthn": everybody(),
    "mfa_authenticate": everybody(),
    "mfa_reauthenticate": connected(),
    "mfa_reauthenticate_webauthn": connected(),
    "mfa_index": signed_in(),
    "mfa_activate_totp": signed_in(),
    "mfa_deactivate_totp": connected(),
    "mfa_view_recovery_codes": connected(),
    "mfa_generate_recovery_codes": connected(),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": signed_in(),
    "mfa_edit_webauthn": owner(pk="bob's passkey"),
    "mfa_remove_webauthn": owner(pk="bob's passkey"),
    "usersessions_end": owner(pk="bob's session"),
    # pages
    "palette": signed_in(),
    "keys": signed_in(),
    "dismiss_notice": signed_in(),
    "profile": signed_in(),
    "profile_key": connected(),
    "profile_workspaces": signed_in(),
    "refresh_profile": signed_in(),
    "toggl_password": signed_in(),
    "account_export": connected(),
    "lost_password": signed_in(),
    "ask_lost_password": connected(step="code"),
    "close_account": signed_in(),
    "directory": signed_in(),
    "directory_list": signed_in(**LIST),
    "directory_refresh": signed_in(**LIST),
    "directory_more": signed_in(**LIST),
    "directory_names": signed_in(**LIST),
    "directory_csv": signed_in(**LIST),
    "directory_json": signed_in(**LIST),
    "directory_row": signed_in(number="bob's project", **LIST),
    "todays_blocks": signed_in(),
    "refresh_today": signed_in(),
    "act_today": connected(state="complete", **BLOCK),
    "select_time_blocks": signed_in(),
    "bulk_time_blocks": connected(),
    "go_on_with_time_blocks": signed_in(),
    "restore_time_blocks": signed_in(tab="trash"),
    "calendar_weeks": signed_in(),
    "keep_week": connected(),
    "change_week": owner(pk="bob's week", action="delete"),
    "copy_days": signed_in(),
    "download_time_blocks": signed_in(form="csv"),
    "print_time_blocks": signed_in(),
    "refresh_differences": signed_in(),
    "overview": signed_in(),
    "connections": signed_in(),
    "connection_place": connected(),
    "connection_offer": signed_in(service="track", way="token"),
    "connection_test": connected(service="track"),
    "connection_confirm": connected(service="track"),
    "connection_decline": connected(service="track"),
    "connection_disconnect": connected(service="track"),
    **{
        f"{kind}{name}": signed_in(**more)
        for name in ("track_preferences", "track_web_preferences", "track_desktop_preferences", "track_features",
                     "focus_preferences")
        for kind, more in (("", {}), ("refresh_", {}), ("field_history_", FIELD))
    },
    **{
        f"names_{name}": connected()
        for name in (
            "track_preferences", "track_web_preferences", "track_desktop_preferences", "track_features",
            "focus_preferences",
        )
    },
    **{
        f"{act}_{name}": connected()
        for act in ("export", "import")
        for name in (
            "track_preferences", "track_web_preferences", "track_desktop_preferences", "track_features",
            "focus_preferences",
        )
    },
    "settings_profiles": signed_in(),
    "settings_profile": owner(number="bob's profile"),
    "share_settings_profile": admins(number="alice's profile"),
    "remove_settings_profile": owner(number="bob's profile"),
    "restore_settings_profile": owner(number="bob's removed profile"),
    "track_compare": signed_in(),
    "preference_words": signed_in(version="1", name="track_preferences"),
    "preference_names": signed_in(kind="zone"),
    "workspaces": signed_in(),
    "workspace_preferences": workspace_admins(number=WORKSPACE),
    "refresh_workspace_preferences": workspace_admins(number=WORKSPACE),
    "field_history_workspace_preferences": workspace_admins(number=WORKSPACE, field="rounding"),
    "history": signed_in(),
    "latest_changes": signed_in(),
    "history_csv": signed_in(),
    "history_json": signed_in(),
    "history_change": owner(write_id="bob's write"),
    "history_undo": owner(write_id="bob's write"),
    "history_check": owner(write_id="bob's write"),
    "calendar": signed_in(),
    "refresh_calendar": signed_in(),
    "calendar_workspaces": signed_in(),
    "new_time_block": signed_in(),
    "undo_time_block": signed_in(),
    "plan_task": signed_in(task_id="bob's task"),
    "archived_time_blocks": signed_in(),
    "trash_time_blocks": signed_in(),
    "time_block": signed_in(**BLOCK),
    "act_on_time_block": signed_in(action="archive", **BLOCK),
    "statuses": signed_in(),
    "create_status": signed_in(),
    "order_statuses": signed_in(),
    "undo_status": signed_in(),
    "refresh_statuses": signed_in(),
    "ask_workspaces": signed_in(),
    "status_emoji": signed_in(),
    "give_status": signed_in(task_id="bob's task"),
    "status": signed_in(**STATUS),
    "refresh_status": signed_in(**STATUS),
    "edit_status": signed_in(**STATUS),
    "move_status": signed_in(**STATUS),
    "delete_status": connected(**STATUS),
    "restore_status": connected(**STATUS),
    # the team
    "team": admins(),
    "team_invite": admins(),
    "team_withdraw": admins(pk="bob's invitation"),
    **{
        f"team_{act}": admins(pk="bob's number")
        for act in ("member", "role", "disable", "enable", "reset_factor", "let_go")
    },
    # scripts
    "access_tokens": signed_in(),
    "revoke_access_token": owner(pk="bob's token"),
    "proxy_reference": signed_in(),
    "openapi": everybody(),
}  # fmt: skip
