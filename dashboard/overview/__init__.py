"""The first page: a member's connections and quota."""
