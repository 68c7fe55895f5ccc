"""Whole runs of volver and of its peers, side by side, on made-up orders."""
