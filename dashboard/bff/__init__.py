"""The JSON proxy: Track's and Focus's own addresses under one prefix, for pages and members' scripts."""
