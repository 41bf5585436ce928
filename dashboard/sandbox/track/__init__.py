"""The operations of Track."""
