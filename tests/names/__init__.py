"""Promises of the names of things."""
