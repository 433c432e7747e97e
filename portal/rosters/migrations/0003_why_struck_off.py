"""Why somebody was struck off. SQLite writes the whole table anew, so its triggers step aside and come back."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

seats = import_module("portal.rosters.migrations.0002_seats")


def without_triggers(apps, schema_editor):
    _run(schema_editor, seats.SQLITE_BACK)


def with_triggers(apps, schema_editor):
    _run(schema_editor, seats.SQLITE)


def _run(schema_editor, statements):
    if schema_editor.connection.vendor == "sqlite":
        for statement in statements:
            schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("rosters", "0002_seats")]
    operations = [
        migrations.RunPython(without_triggers, with_triggers),
        migrations.AddField(
            model_name="booking",
            name="ended_because",
            field=models.CharField(blank=True, max_length=300, verbose_name="struck off because"),
        ),
        migrations.AddConstraint(
            model_name="booking",
            constraint=models.CheckConstraint(
                condition=Q(ended_because="") | Q(ending="staff"), name="booking_struck_off_says_why"
            ),
        ),
        migrations.RunPython(with_triggers, without_triggers),
    ]
