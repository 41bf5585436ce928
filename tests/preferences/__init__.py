"""Promises of the preferences pages."""
