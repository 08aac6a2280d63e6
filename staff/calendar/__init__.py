"""The calendar of everything that will leave."""
