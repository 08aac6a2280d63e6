"""What a provider tells us later: each provider's own words, verified, become the few events we keep."""
