"""What things at Track are called: projects, clients, tags, tasks, workspaces and organizations, by their ids."""
