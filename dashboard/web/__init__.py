"""What every page shares: HTTP and HTMX handling, template tags, times, toasts."""
