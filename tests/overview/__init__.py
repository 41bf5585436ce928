"""Promises of the first page."""
