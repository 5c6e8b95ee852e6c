"""Proofs of the room sync."""
