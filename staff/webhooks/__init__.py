"""Settings, Webhooks: which systems hear what became of lessons, and how they have answered."""
