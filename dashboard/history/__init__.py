"""History: every change of a member, before and after, with Undo."""
