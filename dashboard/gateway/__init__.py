"""The one door to Track and Focus: read, write, probe."""
