"""Newsletters on the desk: words, audience, approval, time, and what became of it."""
