"""Statuses of a Focus workspace: list, create, rename, reorder, delete, restore."""
