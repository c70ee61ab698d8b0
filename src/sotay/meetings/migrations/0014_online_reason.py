from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("meetings", "0013_on_time_and_opinions"),
    ]

    operations = [
        migrations.AddField(
            model_name="meeting",
            name="online_reason",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
    ]
