"""Newsletters: who gets one, when, with whose approval, and what became of it."""
