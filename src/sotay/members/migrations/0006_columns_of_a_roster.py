from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0005_standing_prosecuted"),
    ]

    operations = [
        migrations.AddField(
            model_name="rosterupload",
            name="columns",
            field=models.JSONField(default=dict),
        ),
    ]
