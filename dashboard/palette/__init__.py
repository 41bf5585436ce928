"""The command palette, and the table of keys."""
