"""Appraisal tools as data: items, allowed answers and rules in tables, one engine for all.

A further tool, or a further version of one, is a further table in :mod:`.registry`.
"""
