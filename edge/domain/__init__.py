"""Pure rules of the shop, one file per noun: no clock, no random, no I/O."""
