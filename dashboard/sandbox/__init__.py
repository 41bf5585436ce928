"""A stand-in for Track and Focus over real HTTP. Never in production."""
