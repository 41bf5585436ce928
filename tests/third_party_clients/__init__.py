"""Programs that others wrote for Toggl, run unchanged against the sandbox."""
