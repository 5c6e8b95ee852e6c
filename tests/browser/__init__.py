"""The demo, driven as people drive it: in a real browser, over a real broker, centre and wallet."""
