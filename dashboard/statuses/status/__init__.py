"""One status."""
