"""Tests of The gateway."""
