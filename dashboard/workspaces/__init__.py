"""Workspaces: which ones a member belongs to, by what role, and in which one Focus works."""
