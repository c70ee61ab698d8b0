"""Petitions that wait for an answer get its day, counted from the day they came to the unit that holds them."""

from django.db import migrations
from django.utils import timezone


def count(apps, schema_editor):
    from sotay.petitions.deadlines import reply_by

    Petition = apps.get_model("petitions", "Petition")
    for petition in Petition.objects.filter(status="open").select_related("held_by").iterator():
        came = petition.events.filter(to=petition.held_by_id).exclude(unit=petition.held_by_id)
        last = came.order_by("-at", "-id").first()
        day = timezone.localdate(last.at) if last else petition.raised_on
        petition.reply_by = reply_by(petition.held_by, day)
        petition.save(update_fields=["reply_by"])


class Migration(migrations.Migration):
    dependencies = [("petitions", "0003_clocks_and_raising")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop, elidable=True)]
