from django.db import migrations


class Migration(migrations.Migration):
    """The rows were copied by the migration before; see sotay.guidance."""

    dependencies = [
        ('meetings', '0007_proposed_items'),
        ('guidance', '0002_rows_of_meetings'),
    ]

    operations = [
        migrations.DeleteModel('Guidance'),
    ]
