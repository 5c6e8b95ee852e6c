"""Store and centre over MQTT: the wire, the protocol, both ends of it."""
