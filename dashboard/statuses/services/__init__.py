"""What the pages read and write: one module for each, without a page."""
