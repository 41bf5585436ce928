"""Tandem: every part of the dashboard, one folder each."""
