"""The counts of one large series as they stood at a moment, so that no page counts a million rows (campaigns/reporting/counting.py)."""

from __future__ import annotations

from django.db import models


class SeriesCount(models.Model):
    """`counts` is `Counts.to_json()`. A series that is small has no row: its rows are counted when a page asks."""

    series = models.OneToOneField(
        "campaigns.Series", primary_key=True, on_delete=models.CASCADE, related_name="series_count"
    )
    counted_at = models.DateTimeField()
    seconds = models.FloatField()  # how long it took: what takes long is counted once a night
    counts = models.JSONField()

    def __str__(self) -> str:
        return f"counts of {self.counted_at:%Y-%m-%d %H:%M}"
