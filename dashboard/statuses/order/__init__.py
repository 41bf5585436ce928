"""Another order of the list, and Undo."""
