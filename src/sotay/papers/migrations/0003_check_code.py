from __future__ import annotations

import secrets

from django.db import migrations, models

LETTERS, LENGTH, AT_ONCE = "23456789abcdefghjkmnpqrstuvwxyz", 15, 500


def give_codes(apps, schema_editor):
    """A code for each paper there is. Whoever prints an older paper again has none on it."""
    papers = apps.get_model("papers", "IssuedPaper").objects.using(schema_editor.connection.alias)
    while rows := list(papers.filter(check_code=None).only("pk")[:AT_ONCE]):
        for row in rows:
            row.check_code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        papers.bulk_update(rows, ["check_code"])


class Migration(migrations.Migration):
    dependencies = [("papers", "0002_signature_help_needed")]

    operations = [
        migrations.AddField("issuedpaper", "check_code", models.CharField(max_length=16, null=True)),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
    ]
