"""Opens and clicks of newsletters, counted only where the clinic switched that on: docs/decisions/017."""
