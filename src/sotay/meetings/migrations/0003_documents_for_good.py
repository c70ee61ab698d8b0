"""Documents learn which meeting they were given for, so that who reads them no longer depends on what is put
before whom today. One that was taken away before this was known is for nobody: its all-zero id is no
meeting's. It can still be purged.
"""

from uuid import UUID

from django.db import migrations
from django.db.models import OuterRef, Subquery

NO_MEETING = UUID(int=0)


def note_meetings(apps, schema_editor):
    documents = apps.get_model("library", "Document").objects.filter(about_id=None)
    papers = apps.get_model("meetings", "MeetingPaper").objects.filter(document=OuterRef("pk"))
    documents.update(about_id=Subquery(papers.order_by("added_at", "pk").values("meeting")[:1]))
    documents.filter(about_id=None).update(about_id=NO_MEETING)


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0002_document_about"),
        ("meetings", "0002_figures_beside_meetings"),
    ]

    operations = [migrations.RunPython(note_meetings, migrations.RunPython.noop)]
