"""Judgement by rule: questions, index results, certainty, claims. No file access, no plotting."""
