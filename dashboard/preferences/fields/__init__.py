"""The fields of settings: their controls, what was typed, and how values read."""
