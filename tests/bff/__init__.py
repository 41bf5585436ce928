"""The JSON proxy, its tokens and its published document."""
