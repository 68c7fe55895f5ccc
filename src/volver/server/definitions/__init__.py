"""Plans in the server's records: what happened to each, and nothing is ever taken out."""
