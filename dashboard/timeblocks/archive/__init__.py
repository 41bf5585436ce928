"""Archived and deleted blocks, and how they come back."""
