"""Intake of foreign formats: one reader a module, each from bytes to plain records.

Readers know nothing of the contract and write nothing. What they give is text: no formula is
computed, no tag interpreted, no entity expanded, no archive unpacked to disk.
"""
