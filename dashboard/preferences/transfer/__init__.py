"""Profiles, export, import, and clients compared."""
