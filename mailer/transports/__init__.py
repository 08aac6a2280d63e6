"""The ways out: each hands a compiled email to a provider and says plainly what became of it."""
