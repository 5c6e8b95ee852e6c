"""Hardware of a store: a link carries bytes, framing cuts frames, a codec reads them, a driver converses."""
