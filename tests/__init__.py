"""The suite: promises, kept through the front door."""
