"""The page of one list, a row of it, and its downloads."""
