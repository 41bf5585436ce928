"""What is unknown about Toggl, as switches; the default is the more likely behavior.

`docs/sandbox.md` has the same list with reasons; a test compares the two.
"""

from dataclasses import dataclass, fields
from typing import Any, Literal, get_args, get_type_hints


@dataclass(slots=True)
class Switches:
    """How the real services may behave where we cannot know."""

    # ---- answers of both
    empty_fields: Literal["omit", "null"] = "omit"
    empty_lists: Literal["array", "null"] = "array"
    repeated_lists: bool = False
    # ---- refusals
    track_forbidden_body: Literal["empty", "text", "json"] = "empty"
    track_error_body: Literal["json", "text", "empty"] = "json"
    quota_body: Literal["json", "text"] = "json"
    not_found_body: Literal["text", "json", "empty"] = "text"
    retry_after: bool = False
    # ---- quota and pace
    enforce_quota: bool = True
    quota_call_costs: bool = True
    shared_quota: bool = False
    settings_bucket: Literal["me", "organization"] = "me"
    focus_pace: bool = False
    burst: int = 5
    # ---- signing in
    focus_basic: bool = True
    # ---- Track
    preferences_scopes: Literal["separate", "shared"] = "separate"
    omit_empty_preferences: bool = False
    preferences_body: Literal["empty", "string", "null"] = "empty"
    unwritable_workspace_fields: str = (
        "inc_tos_accepted_at,inc_tos_accepted_by,initial_pricing_plan,single_sign_on,sso_requested_at"
    )
    workspace_preferences_body: Literal["logo", "all"] = "logo"
    start_project_inclusive: bool = True
    web_timer: Literal["object", "string", "missing"] = "object"
    running_utc_stop: Literal["zero", "null"] = "zero"
    location: Literal["city", "empty", "unknown_country"] = "city"
    lost_passwords: Literal["works", "gone"] = "works"
    # ---- Focus
    default_per_page: int = 50
    range_owner: Literal["everyone", "mine"] = "everyone"
    range_bounds: Literal["overlap", "start"] = "overlap"
    archived_omitted: Literal["active", "all"] = "active"
    deleted_visible: bool = False
    restore_live: Literal["accept", "refuse"] = "accept"
    foreign_blocks: Literal["refuse", "admins", "everyone"] = "refuse"
    default_status_update: Literal["refuse", "accept"] = "refuse"
    used_status_delete: Literal["accept", "refuse"] = "accept"
    restored_status_position: Literal["kept", "end"] = "kept"
    status_shift: bool = True
    custom_status_type: Literal["todo", "in_progress", "done", "blocked"] = "in_progress"
    task_update_answer: Literal["204", "task"] = "204"
    # ---- the stream
    stream_form: Literal["array", "items", "ndjson"] = "array"
    stream_piece: int = 1
    stream_pause: float = 0.0
    stream_repeat: int = 1

    def change(self, **values: Any) -> None:
        """Set some, or none: raises ValueError for an unknown name or value."""
        kinds = get_type_hints(type(self))
        for name, value in values.items():
            if name not in kinds:
                raise ValueError(f"There is no switch {name}.")
            _check(name, kinds[name], value)
        for name, value in values.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, Any]:
        """Return all with their values."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def _check(name: str, kind: Any, value: Any) -> None:
    allowed = get_args(kind)
    if allowed and value not in allowed:
        raise ValueError(f"{name} is one of {', '.join(map(str, allowed))}.")
    if kind is bool and not isinstance(value, bool):
        raise ValueError(f"{name} is true or false.")
    if kind in (int, float) and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
        raise ValueError(f"{name} is a number, not negative.")
    if kind is str and not isinstance(value, str):
        raise ValueError(f"{name} is a string.")
