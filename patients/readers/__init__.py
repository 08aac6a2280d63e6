"""Doors for lists of visits. Each reads one format into rows and stores nothing."""
