"""What the centre derives from the logs: one file a noun, each set-based and safe to repeat in any order."""
