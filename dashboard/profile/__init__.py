"""The member's account at Toggl: profile, password, and its end."""
