"""The till's line: the receipt printer."""
