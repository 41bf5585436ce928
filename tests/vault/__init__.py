"""What the vault promises."""
