from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('votes', '0001_initial'),
    ]

    operations = [
        migrations.RenameModel(old_name='Slip', new_name='BallotPaper'),
        migrations.AlterField(
            model_name='ballotpaper',
            name='ballot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='papers', to='votes.ballot'),
        ),
    ]
