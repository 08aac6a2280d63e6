from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0003_audit_is_append_only")]
    operations = [
        migrations.AddField(
            model_name="installation", name="unknown_since", field=models.DateTimeField(blank=True, null=True)
        )
    ]
