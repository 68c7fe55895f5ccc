"""What somebody wishes to be done to a workspace, and the worker that does it, one at a time."""
