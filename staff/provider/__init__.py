"""The email provider, from the clinic's settings: a test of the way out, the agreement, the events it tells us."""
