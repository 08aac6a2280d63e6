"""Doors for machines: what comes in over HTTP and isn't a person."""
