"""The SQLite file: what is written, read and found."""
