"""Connections to Track and Focus and their sealed secrets."""
