"""The site's configuration: settings, addresses, server."""
