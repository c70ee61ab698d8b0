from django.db import migrations


def _above(path):
    """The places above one in the tree: six digits a level."""
    return [path[:end] for end in range(6, len(path), 6)]


def take_over(apps, schema_editor):
    """What was sent from `meetings` becomes sent guidance, and agendas in preparation name it as their source."""
    new, item = apps.get_model('guidance', 'Guidance'), apps.get_model('meetings', 'AgendaItem')
    old = apps.get_model('meetings', 'Guidance').objects.all()
    new.objects.bulk_create(
        (
            new(
                id=row.id,
                unit_id=row.unit_id,
                kind='guidance',
                status='sent',
                month=row.month,
                year=row.month.year,
                title=row.title,
                orientation=row.text,
                created_by_name=row.sent_by_name,
                sent_at=row.sent_at,
                sent_by_name=row.sent_by_name,
            )
            for row in old.iterator()
        ),
        batch_size=500,
    )
    for row in new.objects.all():  # the day it was sent, not that of the migration
        new.objects.filter(pk=row.pk).update(created_at=row.sent_at)
    prepared = item.objects.filter(key='guidance', origin='proposed', meeting__stage='preparing')
    for one in prepared.select_related('meeting', 'cell'):
        units = _above(one.cell.path)
        sent = new.objects.filter(unit__path__in=units, month=one.meeting.month).order_by('-sent_at').first()
        if sent is not None:
            one.source, one.source_id = 'guidance', sent.pk
            one.save()


def give_back(apps, schema_editor):
    new, old = apps.get_model('guidance', 'Guidance'), apps.get_model('meetings', 'Guidance')
    rows = new.objects.filter(status='sent', kind='guidance')
    old.objects.bulk_create(
        (
            old(
                id=row.id,
                unit_id=row.unit_id,
                month=row.month,
                title=row.title,
                text=row.orientation,
                sent_at=row.sent_at,
                sent_by_name=row.sent_by_name,
            )
            for row in rows
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('guidance', '0001_initial'),
        ('meetings', '0007_proposed_items'),
    ]

    operations = [
        migrations.RunPython(take_over, give_back),
    ]
