"""Orders read where they lie: tables of the company's own database, as views over its columns."""
