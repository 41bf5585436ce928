"""The page of settings, and its workspace variant."""
