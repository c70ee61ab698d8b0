from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0001_initial'),
    ]

    operations = [
        migrations.RenameModel(old_name='TaskNote', new_name='TaskEvent'),
        migrations.AlterField(
            model_name='taskevent',
            name='task',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='assignments.task'),
        ),
        migrations.RenameIndex(
            model_name='taskevent',
            new_name='assignments_task_id_8c4bf9_idx',
            old_name='assignments_task_id_5f69b6_idx',
        ),
    ]
