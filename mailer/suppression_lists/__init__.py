"""The lists a provider keeps of addresses it won't mail: read to repair our own, after events were lost."""
