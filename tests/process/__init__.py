"""Real processes, real files, real kills: what the store promises when it is stopped without warning."""
