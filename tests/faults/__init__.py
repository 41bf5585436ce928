"""What the gateway proved, proved again through every page."""
