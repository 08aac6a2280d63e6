"""MJML made safe: faults found with line and column before mrml sees it, its own faults cured."""
