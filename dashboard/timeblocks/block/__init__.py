"""One block: its dialog and every action on it."""
