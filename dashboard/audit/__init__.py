"""History: what was done, by whom, before and after. Append-only."""
