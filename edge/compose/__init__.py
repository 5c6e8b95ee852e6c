"""Puts the rooms together: the only place that names concrete adapters."""
