"""Use cases: one file per noun, the routing table, and the ports the outer rooms fill."""
