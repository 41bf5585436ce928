"""Promises of the list of workspaces and of where Focus works."""
