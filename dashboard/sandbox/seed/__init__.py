"""The data that the sandbox starts with."""
