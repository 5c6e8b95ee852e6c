"""The store itself: rules, use cases, runtime and the one SQLite file."""
