"""Every component in every state on one page, in development alone. It may show what any slice draws."""
