"""What the credentials app promises."""
