"""The JSON proxy: Track's and Focus's own addresses behind one prefix, for pages and for a member's scripts."""
