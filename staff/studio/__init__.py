"""The preview studio: any email exactly as it would arrive, and what would embarrass us in it."""
