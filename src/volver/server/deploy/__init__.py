"""Is this server set up safely? A line for each thing, and what to do where it is not so."""
