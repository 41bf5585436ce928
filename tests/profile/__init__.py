"""Promises of the profile, of a lost password, and of the end of an account."""
