"""Tests of History."""
