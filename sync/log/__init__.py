"""The store log protocol without I/O: both ends, driven by messages, ticks and decisions."""
