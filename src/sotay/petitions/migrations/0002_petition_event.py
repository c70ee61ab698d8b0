from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('petitions', '0001_initial'),
    ]

    operations = [
        migrations.RenameModel(old_name='Step', new_name='PetitionEvent'),
        migrations.AlterField(
            model_name='petitionevent',
            name='petition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='petitions.petition'),
        ),
        migrations.RenameIndex(
            model_name='petitionevent',
            new_name='petitions_p_petitio_922fec_idx',
            old_name='petitions_s_petitio_310f36_idx',
        ),
        migrations.RenameIndex(
            model_name='petitionevent',
            new_name='petitions_p_to_id_4a4922_idx',
            old_name='petitions_s_to_id_c7ae0f_idx',
        ),
    ]
