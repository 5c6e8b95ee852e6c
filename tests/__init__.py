"""The proofs, room by room; see README.md."""
