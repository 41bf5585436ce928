"""Settings of Track, Focus and the workspace."""
