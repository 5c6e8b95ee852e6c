"""Tests of the demo's data: rows that refer, codes that check, pictures that draw."""
