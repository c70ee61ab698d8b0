"""Lines of before held titles, texts and reasons that were typed into a meeting. What is gone shows as a dash."""

from django.db import migrations

WORDS = {
    "meeting.cancelled": ("because",),
    "meeting.item_added": ("title",),
    "meeting.item_edited": ("title",),
    "meeting.item_removed": ("title",),
    "meeting.item_moved": ("title",),
    "meeting.paper_attached": ("title",),
    "meeting.paper_detached": ("title",),
    "guidance.sent": ("title",),
    "document.purged": ("because",),
    "task.progress": ("text",),
    "task.reported": ("text",),
    "task.confirmed": ("text",),
    "task.sent_back": ("text", "because"),
    "task.extended": ("text", "because"),
    "task.dropped": ("text", "because"),
    "task.undone": ("text",),
    "paper.drafted": ("title",),
    "paper.recomposed": ("title",),
    "paper.edited": ("title",),
    "paper.reverted": ("title",),
    "paper.signed": ("title",),
    "paper.signed_for": ("title",),
    "paper.frozen": ("title",),
}
BATCH = 1000


def remove_words(apps, schema_editor):
    lines = apps.get_model("audit", "AuditLine").objects
    last, rows = None, lines.filter(code__in=WORDS).order_by("pk")
    while True:
        batch = list((rows.filter(pk__gt=last) if last else rows)[:BATCH])
        if not batch:
            return
        for line in batch:
            line.data = {key: value for key, value in line.data.items() if key not in WORDS[line.code]}
        lines.bulk_update(batch, ["data"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(remove_words, migrations.RunPython.noop)]
