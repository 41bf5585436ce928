"""The operations of Focus."""
