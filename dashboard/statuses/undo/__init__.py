"""Undo of everything done with statuses."""
