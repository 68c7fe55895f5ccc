"""What everybody did: a chain of entries that shows when one was changed."""
