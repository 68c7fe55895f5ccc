"""People, the workspaces they belong to, and invitations."""
