"""Several blocks at once."""
