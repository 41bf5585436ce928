"""The way to Track and Focus: connections, deadlines, bodies, and what a response means."""
