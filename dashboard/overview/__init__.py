"""The first page: how a member stands."""
