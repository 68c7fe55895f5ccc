"""Customer lifetime value from the orders a company already has."""
