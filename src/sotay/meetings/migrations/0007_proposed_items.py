from django.db import migrations, models


def rename_origin(apps, schema_editor):
    apps.get_model('meetings', 'AgendaItem').objects.filter(origin='guidance').update(origin='proposed')


def name_it_as_before(apps, schema_editor):
    apps.get_model('meetings', 'AgendaItem').objects.filter(origin='proposed').update(origin='guidance')


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0006_merged_changes'),
    ]

    operations = [
        migrations.AddField('agendaitem', 'source', models.CharField(blank=True, default='', max_length=20), preserve_default=False),
        migrations.AddField('agendaitem', 'source_id', models.UUIDField(null=True)),
        migrations.AddField('agendaitem', 'source_label', models.CharField(blank=True, default='', max_length=240), preserve_default=False),
        migrations.AddField('agendaitem', 'compulsory', models.BooleanField(default=False)),
        migrations.AddIndex('agendaitem', models.Index(fields=['source_id'], name='meetings_ag_source__idx')),
        migrations.AlterField('agendaitem', 'origin', models.CharField(choices=[('template', 'From the regulation'), ('proposed', 'From the committee above'), ('tasks', 'From unfinished tasks'), ('petitions', 'From unanswered petitions'), ('own', 'Added by the cell')], default='own', max_length=10)),
        migrations.RunPython(rename_origin, name_it_as_before),
    ]
