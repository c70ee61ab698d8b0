"""Lines about papers that were attached or taken away lose the title: the paper may have to be purged."""

from django.db import migrations


def forget_titles(apps, schema_editor):
    lines = apps.get_model("audit", "AuditLine").objects
    lines.filter(code__in=["meeting.paper_attached", "meeting.paper_detached"]).update(data={})


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("meetings", "0003_documents_for_good"),
    ]

    operations = [migrations.RunPython(forget_titles, migrations.RunPython.noop)]
