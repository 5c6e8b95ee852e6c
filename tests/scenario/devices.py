"""The store's devices as they look to a scenario: real drivers, simulated far ends."""
