"""Sessions: how long they live, where they are kept, and how they end."""
