"""Grids of judgements and counts: rows by columns, each cell a symbol, a shade or words."""
