"""Where an index keeps its documents, sketches and keys: a SQLite file, or a PostgreSQL server."""
