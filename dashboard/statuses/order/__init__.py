"""Another order of the list."""
