"""Payment gateways: one adapter each behind one narrow port, and the desk that carries out their effects."""
