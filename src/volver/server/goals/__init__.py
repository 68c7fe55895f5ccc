"""Goals in the server's records: set, measured against, closed, and never taken out."""
