"""Promises of the web manners."""
