"""The list of statuses: its address, its forms and how it is rendered."""
