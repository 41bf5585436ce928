"""What has to hold with many members, many rows and several processes."""
