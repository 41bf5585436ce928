"""The calendar of time blocks."""
