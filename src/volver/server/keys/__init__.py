"""Keys of programs that ask the API, and answers that are kept so that no write counts twice."""
