"""The database itself refuses to change or delete an audit entry or a seal, whoever asks."""

from django.db import migrations

from clinic.audit_triggers import allow, refuse


def make(apps, schema_editor):
    for statement in refuse(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in allow(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("clinic", "0002_counted_tries")]
    operations = [migrations.RunPython(make, drop)]
