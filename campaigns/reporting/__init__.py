"""What became of a series or a newsletter, in figures: `report_of(kind, id)` in report.py is the one way in."""
