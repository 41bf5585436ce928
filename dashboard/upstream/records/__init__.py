"""What Track and Focus answer, as frozen records: one module a resource, and `reads` for who asks what."""
