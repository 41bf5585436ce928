"""People: users, roles, and their pages for sign-in and set-up."""
