"""Today: its plan, and blocks by tag."""
