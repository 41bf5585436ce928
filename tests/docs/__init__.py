"""The documents say what is true: every example is run or checked."""
