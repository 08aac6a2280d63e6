"""Visits of record systems: one rule for all sources, what waits for the desk, and news that comes later."""
