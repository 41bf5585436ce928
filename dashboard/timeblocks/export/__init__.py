"""A week as iCalendar and on paper."""
