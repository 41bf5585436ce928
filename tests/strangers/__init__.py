"""Other people's programs for Toggl, run unchanged against the sandbox."""
