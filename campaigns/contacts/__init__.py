"""Contacts: people who read our newsletters and aren't patients."""
