"""Who waits for a yes: slips opened by four letters, and visits whose patient nobody has asked."""
