"""Tests of the statuses."""
