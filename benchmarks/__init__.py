"""Timings of evisyn beside other packages."""
