"""How the process lives: the bus, supervision, health, effects, clock, logs, start and stop."""
