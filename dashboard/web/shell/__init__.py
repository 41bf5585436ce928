"""What surrounds every page: navigation, menus, icons and static files."""
