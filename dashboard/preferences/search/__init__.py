"""Settings found by what people call them."""
