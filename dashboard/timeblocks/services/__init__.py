"""What the calendar reads and writes: one place for each, without a page."""
