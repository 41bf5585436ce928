"""A week copied, kept as a template, applied to others."""
