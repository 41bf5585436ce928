"""What takes a write back, and whether it still can."""
