"""Emails that come to us, read as far as we need them: who wrote, to which address, and the writer's own words."""
