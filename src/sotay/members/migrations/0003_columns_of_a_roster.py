from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_roles_given_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="rosterupload",
            name="columns",
            field=models.JSONField(default=dict),
        ),
    ]
