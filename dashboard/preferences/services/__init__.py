"""What the pages of preferences read and write."""
