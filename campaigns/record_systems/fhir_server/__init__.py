"""A FHIR R4 server, asked for visits that ended since the last time: signing in, searching, and taking in."""
