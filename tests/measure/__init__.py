"""Every page, measured: `make measure` prints the table, the suite holds what is stable (docs/measured.md)."""
