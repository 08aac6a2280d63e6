"""How an email is made and handed over. A leaf: no models, nothing of ours is imported here."""
