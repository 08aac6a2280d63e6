"""Emails that patients write to us: whose they are, a STOP carried out at once, all else put in the desk's queue."""
