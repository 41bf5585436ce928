"""Promises of the stand-in for Track and Focus."""
