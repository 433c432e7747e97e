import django.db.models.deletion
import proposals.models.parts
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0001_initial'),
        ('proposals', '0004_running'),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='submission',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='moderation.submission', verbose_name='submission'),
        ),
        migrations.AddField(
            model_name='photo',
            name='small_height',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='photo',
            name='small_width',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='photo',
            name='small',
            field=models.ImageField(blank=True, height_field='small_height', upload_to=proposals.models.parts.small_photo_path, verbose_name='small picture', width_field='small_width'),
        ),
    ]
