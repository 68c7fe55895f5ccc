"""The API: what the pages show and do, for programs. See docs/how-to/use-the-api.md."""
