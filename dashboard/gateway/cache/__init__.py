"""Cached responses: kept, marked stale, and brought up to date after a write."""
