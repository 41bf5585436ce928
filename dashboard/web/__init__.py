"""HTTP and HTMX manners that every page shares."""
