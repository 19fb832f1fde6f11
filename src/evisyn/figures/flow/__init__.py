"""Flow diagrams: boxes whose counts add up, joined by arrows."""
