"""What the connections page promises."""
