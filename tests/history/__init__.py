"""Tests of history and Undo."""
