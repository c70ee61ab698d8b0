from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0006_columns_of_a_roster'),
    ]

    operations = [
        migrations.RenameModel(old_name='Sitting', new_name='CellMembership'),
        migrations.AlterField(
            model_name='cellmembership',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='members.member'),
        ),
        migrations.RenameIndex(
            model_name='cellmembership',
            new_name='members_cel_cell_id_fee934_idx',
            old_name='members_sit_cell_id_4737c1_idx',
        ),
    ]
