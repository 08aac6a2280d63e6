"""Serves Enrolment.objects.unaccounted(), which Today and `status` ask: it read every active enrolment for the few with an email on its way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0003_outgoing_events")]

    operations = [
        migrations.AddIndex(
            model_name="enrolment",
            index=models.Index(
                fields=["id"],
                condition=models.Q(("next_due_at__isnull", True), ("state", "active"), ("waits_for", "")),
                name="enrolment_without_a_date",
            ),
        ),
    ]
