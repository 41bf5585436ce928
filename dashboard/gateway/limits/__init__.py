"""What keeps calls within Toggl's limits and ours."""
