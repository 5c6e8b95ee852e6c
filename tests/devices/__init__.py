"""Drivers, codecs and virtual devices."""
