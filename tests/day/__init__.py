"""A member's working day, counted in requests."""
