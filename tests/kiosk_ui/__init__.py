"""Proofs of the screens' server, over a desk in memory."""
