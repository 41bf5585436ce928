"""Other ways to the same end, to measure ours beside. Only `python -m tests.comparisons` starts them."""
