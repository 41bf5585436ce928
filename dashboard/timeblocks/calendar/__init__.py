"""The grid of a day, a week or an agenda."""
