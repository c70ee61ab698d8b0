from django.conf import settings
from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_display_and_guide'),
    ]

    operations = [
        migrations.RenameModel(old_name='LoginSlip', new_name='LoginToken'),
        migrations.AlterField(
            model_name='logintoken',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='login_tokens', to=settings.AUTH_USER_MODEL),
        ),
    ]
