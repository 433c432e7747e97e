from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ballots', '0002_write_path'),
    ]

    operations = [
        migrations.AddField(
            model_name='poll',
            name='public_from',
            field=models.DateTimeField(blank=True, null=True, verbose_name='shown to everybody from'),
        ),
    ]
