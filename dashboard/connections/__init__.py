"""Connect, test, replace and disconnect Track and Focus."""
