"""Coming in: set-up, invitations, passwords, and the record of it."""
