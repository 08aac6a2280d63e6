from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clinic", "0004_restored_copies")]
    operations = [
        migrations.AddField(
            model_name="clinicprofile", name="keep_messages", field=models.PositiveIntegerField(default=0)
        )
    ]
