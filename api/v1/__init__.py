"""The API for the clinic's other systems: each calls with a token of its own, which says what it may do."""
