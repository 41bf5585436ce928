"""Promises of signing in and setting up."""
