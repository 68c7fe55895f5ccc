"""What a company knows besides its orders, from files: one reader for every kind of source."""
