"""A desk in memory, for tests of the screens and for work on them without a store."""
