"""Let people in, lead them, and let them go. For admins, who see how connections stand and never a secret."""
