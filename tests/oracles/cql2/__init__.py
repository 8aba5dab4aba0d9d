"""A filter as a SQL condition, for SQLite and PostGIS: what the masks are held to, and what a store in a database would start from."""
