"""Lists of customers: written with a run, and read a page at a time."""
