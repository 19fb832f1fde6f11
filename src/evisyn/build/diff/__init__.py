"""What changed between two states of a project: rows, results, and conclusions."""
