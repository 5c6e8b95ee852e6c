"""`store-edge bench`: measures this machine."""
